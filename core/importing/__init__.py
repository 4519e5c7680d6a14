"""Records out of files (导入): reading, checking, writing chunk by chunk, giving the faulty rows back."""
