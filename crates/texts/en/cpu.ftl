# Registers, and what if they were different.

registers = Registers
control = Control and status
others = Other registers
mode = mode
turn-bit = What if this bit were the other way round? This begins a branch.
fields = Its value and fields
what-if = What if …
register = register{" "}
were = were{" "}
try = Try it
no-number = A number, please: 42, -1 or 0x2a, of at most 64 bits.
note = This begins a branch of the run, which goes on from here with that value; you can come back. One-bit fields of the registers below can be clicked, and page-table entries and memory in the Memory panel.
