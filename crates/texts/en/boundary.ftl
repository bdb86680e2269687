# The picture of user space, gate, kernel space and hardware.

part-handler = handler
part-vfs = VFS
part-file-system = file system
part-terminal = terminal
part-driver = driver
part-user-memory = user memory
part-processes = processes
part-memory = memory
part-loader = loader

hart-mode = mode { $mode }
timer = timer
timer-in = in { $steps }
timer-not-set = not set
timer-due = due now
uart-sending = sending
plic-interrupt = interrupt
plic-idle = idle
