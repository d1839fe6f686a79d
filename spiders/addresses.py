"""Addresses: one spelling for one page, which links may be followed, and which hosts are off limits. Pure."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"\A(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|cmpid|cmp|ito|ncid|ocid|smid|smtyp|ref|ref_src|ref_url"
    r"|referrer|rss|from_rss|source|src|share|shared|xtor|at_(?:medium|campaign|custom\d|link\w*|bbc\w*|ptr\w*)|partner|campaign_?id|feature|spm|wt_mc|wt_zmc|ns_\w+|traffic_source|__twitter_impression|guccounter|guce_\w+)\Z",
    re.IGNORECASE,
)
_PRINT_PARAMETERS = frozenset({"print", "printable", "output", "outputtype", "amp", "view"})
_PRINT_VALUES = frozenset({"", "1", "true", "yes", "print", "amp", "pdf"})
_AMP_PATH = re.compile(r"(?:/amp(?:\.html?)?|\.amp(?:\.html?)?|/print)/?\Z", re.IGNORECASE)
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def tidy_url(url: str) -> str | None:
    """One spelling of an address: lower-case host, no fragment, default port, tracking parameter or print view.

    None for what is not http(s) with a host. Idempotent.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return None
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    path = quote(parts.path or "/", safe=_SAFE_PATH)
    return urlunsplit((scheme, netloc, path, _kept_query(parts.query), ""))


def _kept_query(query: str) -> str:
    pairs = [
        (k, v) for k, v in parse_qsl(query, keep_blank_values=True, errors="surrogateescape") if not _TRACKING.match(k)
    ]
    pairs = [(k, v) for k, v in pairs if not (k.lower() in _PRINT_PARAMETERS and v.lower() in _PRINT_VALUES)]
    return urlencode(pairs, errors="surrogateescape")


def canonical_url(declared: str | None, fetched: str | None) -> str | None:
    """The address of record: the declared canonical one where it can be believed, else the fetched one, tidied.

    A canonical of another host's front page, or a front page for a deep address, is a template's slip and not believed.
    """
    own = tidy_url(fetched) if fetched else None
    theirs = tidy_url(urljoin(fetched or "", declared)) if declared else None
    if not theirs:
        return without_amp(own) if own else None
    if not own:
        return theirs
    a, b = urlsplit(theirs), urlsplit(own)
    slip = not a.path.strip("/") and b.path.strip("/") and not a.query
    related = site_of(a.hostname or "") == site_of(b.hostname or "")
    return without_amp(own) if slip or not related else without_amp(theirs)


def without_amp(url: str) -> str:
    """The address without the marks of an AMP or print view: /amp at the end, amp. in front."""
    parts = urlsplit(url)
    path = _AMP_PATH.sub("", parts.path)
    host = parts.netloc.removeprefix("amp.") if parts.netloc.count(".") > 1 else parts.netloc
    return urlunsplit((parts.scheme, host, path or parts.path, parts.query, "")) if path.strip("/") else url


def site_of(host: str) -> str:
    """The registrable part of a host, roughly: the last two labels, three below co.uk, gov.in and the like."""
    if host.replace(".", "").isdigit() or ":" in host:
        return host
    labels = host.split(".")
    deep = (
        len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2]
        in ("co", "com", "gov", "gob", "go", "gouv", "org", "net", "ac", "or", "ne", "govt", "edu", "nic")
    )
    return ".".join(labels[-3 if deep else -2 :])


def forbidden_address(address: str) -> str | None:
    """Why no request may go to this IP address (private, loopback, link-local ...); None where it may.

    An IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) is judged as itself.
    """
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return "not an IP address"
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or _nat64(ip)
        if inner is not None:
            return forbidden_address(str(inner))
    for name in ("loopback", "link_local", "multicast", "unspecified", "reserved", "private"):
        if getattr(ip, f"is_{name}"):
            return f"a {name.replace('_', '-')} address"
    return None if ip.is_global else "an address that is not public"


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def forbidden_host(host: str) -> str | None:
    """Why a host is off limits by its spelling alone; None where only its DNS answer can tell.

    Numbers in the odd spellings that resolvers accept (127.1, 0x7f000001, 2130706433) count as the address they mean.
    """
    name = host.strip("[]").rstrip(".").lower()
    if not name:
        return "no host"
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".home.arpa", ".lan")):
        return "a local name"
    address = literal_address(name)
    return forbidden_address(address) if address else None


def literal_address(host: str) -> str | None:
    """The IP address that a host's spelling is, None for a name."""
    import socket

    if ":" in host:
        return host
    if re.fullmatch(r"[0-9a-fx.]+", host) and host[0].isdigit():
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            return None
    return None
