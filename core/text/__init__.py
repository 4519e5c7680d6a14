"""Turn Chinese business text into keys: fold, normalise, spell, search, mask and compare (文本)."""
