# What the hardware does at the door between the modes, value by value.

trap-rest = That is all that the hardware does. The registers `x1` to `x31`, the stack pointer among them, `satp` and all memory are as they were: the <kernel> must save what it wants to keep, with its first instructions.
return-rest = That is all that the hardware does. The <kernel> has put every register back before, with its last instructions.
epc-interrupt = where to go on later: the instruction that did not come to run
epc-call = where to go on later: the `ecall` itself: the <kernel> will add 4
epc-fault = where to go on later: the instruction that could not be done
why = why: { $cause }
tval-address = the address that it was about
tval-instruction = the instruction that is not allowed
tval-nothing = nothing more to tell
spp = it was in { $mode }-mode before
spie = whether S-mode had let interrupts in
sie = no interrupt comes between: the <kernel> is not ready
mode-up = from here on the <kernel>'s pages and instructions are allowed
mode-same = the <kernel> was at work already
pc = to `{ $place }`: the program does not choose where
mode-down = from here on the <kernel>'s pages and instructions are out of reach
mode-on = the <kernel> goes on with what it did
sie-back = as it was before the trap
spie-back = so that nothing is left over
spp-back = the least that it can be
pc-back = where it goes on
pc-back-in = where it goes on, in `{ $place }`
