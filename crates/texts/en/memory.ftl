# The address space, the way of an address through the page tables, and the bytes there.

heap = heap
stack = stack
signal-return = return from signals
code-of = code of { $path }
data-of = data of { $path }
constants-of = constants of { $path }
mapped-file = mapped file
zeroed-of = zeroed data of { $path }
mmap = mmap
for-user-mode = mapped for user mode
kernel-code = kernel code
kernel-data = kernel data
kernel-constants = kernel constants
kernel-stack = kernel stack of { $name } (pid { $pid })
kernel-start = kernel's first instructions
other-ram = all other RAM
null = nothing: null pointers lead here
hole = no addresses: bits 39 to 63 must copy bit 38
guard = guard: never mapped
gap = nothing

fetch = fetch
load = load
store = store
user = [User] mode
kernel = <Kernel> mode
machine = Machine mode
what = { $bytes } at `{ $address }`{ $place }
nobodys = nobody's
fetched = { $who } fetched { $what }.
loaded = { $who } loaded { $what }.
stored = { $who } stored { $what }.
wanted-fetched = { $who } wanted { $what } fetched.
wanted-loaded = { $who } wanted { $what } loaded.
wanted-stored = { $who } wanted { $what } stored.
refused = { $wanted } Refused: { $why }. The hardware raised a { $cause } with `stval` = `{ $value }`.
no-answer = nothing answers at that physical address
remembered = { $did } The page tables do not allow it ({ $why }), but the hart still remembered a translation.
untranslated = { $did } Allowed: without translation that is physical address `{ $pa }`, and no PMP entry forbids it.
allowed = { $did } Allowed by its page-table entry: { $what }, and { $whose }. That is physical address `{ $pa }`.
allowed-two-pages = { $did } Allowed by its page-table entry: { $what }, and { $whose }; so it is on the next page. That is physical address `{ $pa }`.
updated = The hardware wrote A and D as they have to be to the entry at `{ $pa }`.
bit-is-set = its { $bit } bit is 1
mxr = `sstatus.MXR` lets code be read
whose-user = its U bit says that the page is for user mode
whose-sum = its U bit is 1, and `sstatus.SUM` = 1 lets the <kernel> at pages of user mode
whose-kernel = its U bit is 0: the page is the <kernel>'s own
no-right = Nobody has a right to this address.
brings = The <kernel> has promised this page and brings it when it is touched: now.
copies = Two have this page, or the file has it: the <kernel> makes a copy to be written to (copy on write).

not-canonical = bits 39 to 63 of the address are not copies of bit 38
no-memory = a page table, or the byte itself, would lie where there is no RAM
not-valid = the V bit of a page-table entry is 0: nothing is mapped there
reserved = a page-table entry has bits that are reserved, or W without R
reserved-in-branch = an entry that leads to a table has A, D or U set
too-deep = the entry of the last level leads to another table
misaligned = a large page is not at a multiple of its size
kernel-page = the page's U bit is 0: it is not for user mode
user-page-in-kernel = the page's U bit is 1: kernel mode fetches nothing there, and loads and stores only while `sstatus.SUM` is 1
user-page = the page's U bit is 1
no-read = the page's R bit is 0
no-write = the page's W bit is 0
no-execute = the page's X bit is 0
protected = physical memory protection (PMP) has no entry that allows it

valid = valid
invalid = not valid: the walk ends with a page fault
loads = loads are allowed
no-loads = no loads
stores = stores are allowed
no-stores = no stores
fetches = instructions may be fetched
no-fetches = no instruction fetches
of-user-mode = a page of user mode
not-for-user-mode = not for user mode
everywhere = in every address space
only-here = in this address space
accessed = was accessed
not-accessed = not accessed since this was cleared
dirty = was stored to
not-dirty = not stored to since this was cleared
leaf = a leaf: { $size } at physical { $pa }
next-table = leads to the next table, at { $pa }
entry-not-valid = V is 0: nothing is mapped
entry-reserved = a reserved combination of bits
entry-reserved-in-branch = leads to a table, but has A, D or U set, which is reserved
entry-too-deep = leads to a table, but there is no further level
entry-misaligned = a large page at an address that is no multiple of its size
walk-ends = `{ $va }` is the byte at physical address `{ $pa }`.
walk-page-fault = An access to `{ $va }` raises a page fault: { $why }.
walk-access-fault = An access to `{ $va }` raises an access fault: { $why }.
may = allowed

same-value = `{ $value }`, which it held already
over-value = `{ $value }` over `{ $old }`
hardware-wrote = The hardware wrote { $what }, while it walked the page tables.
writer-user = *{ $name }* in [user] mode
writer-kernel = the <kernel>, for *{ $name }*
wrote = `{ $function }` ({ $who }) wrote { $what }, with `{ $instruction }`.
nobody = nobody

address-empty = Type an address, a register such as sp, or the name of a function.
address-too-long = That is too long: at most { $n } letters make an address.
address-offset = “{ $text }” adds something that is no number.
address-digits = “{ $text }” is no address: it takes at most 16 hexadecimal digits.
address-unknown = Nothing here is called “{ $text }”: no register, function or static.

map = Map
walk = Walk
bytes = Bytes
reading = Reading the page tables …
last-access = Last access
last-access-tip = Look at what the last step accessed, at each step anew
parts = Parts of the memory panel
spot = { $va } → physical { $pa }
spot-not-mapped = { $va } → not mapped
spot-physical = physical { $pa }
address = Address, register or name
address-example = address, sp, ls::main, KERNEL
go = Go
show-bytes = Show the bytes at this physical address
follow-address = Follow this address through memory

untranslated-map = Translation is off: every address is physical.
kernel-half = The kernel's half
kernel-head = Kernel
kernel-u-bit = U bit 0: out of reach of programs
program-half = The program's half
no-program = No program
program-u-bit = U bit 1
ram = RAM
size-at = { $size } at { $address }
copied = { $n ->
    [one] { $n } page is
   *[other] { $n } pages are
} copied when first stored to (copy on write): the W bit of the entry is 0, although stores are promised.
promised = Promised, but no page is there yet: each comes when it is first touched.
physical-pages = Physical pages, in order:
more-stretches = and { $n ->
    [one] { $n } more stretch
   *[other] { $n } more stretches
}
read = read
no-read-right = no read
write = write
no-write-right = no write
execute = execute
no-execute-right = no execute
user-right = user mode
no-user-right = no user mode
pages-promised = promised, 0 of { $n ->
    [one] { $n } page
   *[other] { $n } pages
}
pages-of = { $present } of { $all } pages
ram-picture = RAM: the kernel at its beginning, then pages in use, then pages that were never used
ram-kernel = kernel
ram-process = this program
ram-tables = page tables
ram-unused = never used
ram-chosen = chosen region

asked = What the last step asked of memory
asked-head = The last step asked
asked-nothing = Nothing: no instruction was executed by the last step.
way = The way through the page tables
way-of = The way of{" "}
root-at = satp: Sv39, root table at{" "}
here-and-now = Here and now, in { $mode }
no-way = A physical address takes no way: translation ends where it begins.
seen-at = This byte is seen at{" "}
offset = offset
bits = bits { $range }
level = Level { $n }
entry-at = {" "}· entry { $index } at{" "}
entry-bits = Bits of the entry of level { $n }
ppn = Physical page number
rsw = For software: the hardware does not look at it
flag-clear = { $letter }: { $meaning }. Click to clear it: what if?
flag-set = { $letter }: { $meaning }. Click to set it: what if?

no-ram = No RAM is here: nothing to be read.
bytes-back = 256 bytes back
bytes-on = 256 bytes on
virtual-addresses = virtual addresses
physical-addresses = physical addresses
bytes-label = Bytes; arrow keys move, Page keys turn
cell = The cell
previous-write = previous write
previous-write-tip = Go back to the step after the last write to these 8 bytes
next-write = next write
next-write-tip = Go on to the step after the next write to these 8 bytes
change = change it
change-label = What the 8 bytes shall hold, as one number
change-example = 0x2a or 42
what-if = What if?
no-number = That is no number of 64 bits: write it as 42 or as 0x2a.
not-ram = not RAM, or not mapped
changed = changed

power-switch = power switch
timer = timer
interrupt-controller = interrupt controller
uart = UART
disk = disk
