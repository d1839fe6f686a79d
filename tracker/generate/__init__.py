"""Made-up ledgers of any size, seeded: for the benchmarks and for tests that need more than a handful of pledges.

Every name, outlet and quote is invented; the shapes (how many follow-ups a pledge has, how vague its words are, how often
nothing more is heard) follow what the sample of real news shows.
"""
