"""How good the reading is: statements and ledger against annotated articles. Pure; the command runs the real pipeline."""
