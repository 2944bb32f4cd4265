"""What is done about nominations, endorsements and entries: one deed a function.

`drafts` and `sending` are the nominator's, `endorsing` the endorser's, `nominees` the nominee's,
`timekeeping` the clock's; `reviewing`, `redaction`, `merging` and `interests` the reviewer's.
"""
