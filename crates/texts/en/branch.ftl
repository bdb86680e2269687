# What if: changes of the machine by hand.

word = 8 bytes at physical { $pa } ← { $value }
byte = byte at physical { $pa } ← { $value }
too-deep = This is a branch of a branch of a branch: go back to an earlier one first.
refused = There is no such register, or no memory there: nothing was changed.
