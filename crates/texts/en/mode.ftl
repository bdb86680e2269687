# The privilege modes in a sentence: "[user] mode", "<kernel> mode".

user = [user]
supervisor = <kernel>
machine = machine
enters = The CPU switched from { $from } to { $to } mode and jumped to the address in `stvec`.
changes = The CPU switched from { $from } to { $to } mode.

user-word = user
kernel-word = kernel
machine-word = machine
user-mode = user mode
kernel-mode = kernel mode
machine-mode = machine mode
