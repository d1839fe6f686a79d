"""The demonstration: a small invented press on the loopback, crawled, read and settled like any other."""
