"""Merging records that are the same (合并): the master keeps its id, takes what was chosen, gets what was theirs."""
