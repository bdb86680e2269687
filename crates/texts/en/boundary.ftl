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

label = The user/kernel boundary
user-space = User space
kernel-space = Kernel space
hardware = Hardware
pc-is-here = the pc is here
ring = { $letter }-mode
no-program = (no program yet)
and-more = and { $n } more
gate = The gate
only-gate = the only gate
closed = closed
carried = Carried through the gate
entry = The one address where every trap enters the kernel
table = system-call table
table-rows = System calls by number
way = The way of the call through the kernel
no-call = No system call in view.
files = Files
files-title = files (dentries)
tree = File tree
handler-at = { $name } → handler at { $address }
current = the pc is in it
active = waits for what it called
done = has returned
ahead = will be called
path-tip = { $function } — { $words }. Click to go to its entry.
