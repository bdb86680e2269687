# Processes: what they do, and what the kernel knows of them.

running = running
ready = ready
asleep = asleep
ended = ended
executes = executes its own instructions
waits-for-kernel = waits for the kernel to finish { $call }
interrupted = interrupted: the kernel works
waits-turn = waits for its turn
waits-child = waits for a child
waits-input = waits for input
waits-pipe = waits for the other end of a pipe
waits-lock = waits until a file is unlocked
waits-thread = waits for another thread
waits-time = waits for a time or a signal
unasked = its parent has not asked how yet
idle = chooses who is next, or waits for an interrupt

who = Who it is
state = state
directory = working directory
no-directory = none any more
ids = { $real }, effective { $effective }, saved { $saved }
group-session = process group, session
user-group = user, group
threads = threads
umask = umask
memory = Its memory
address-space = address space
given-back = given back
program = program
root = root page table
resident = pages in memory
promised = promised
promised-in = { $kib } KiB in { $n ->
    [one] { $n } area
   *[other] { $n } areas
}
shared-by = shared by
signals = Its signals
pending = pending
blocked = blocked
handled = handled
ignored = ignored
no-signals = none
since = Since it began, as the kernel counts
in-user-mode = in user mode
in-the-kernel = in the kernel
entered = entered the kernel
page-faults = page faults
gave-way = gave the hart away
had-to = had to give it
most-pages = most pages
children = children that ended

of = { $what } of
whoever = whoever has the hart
gone = pid { $pid }, not there at this position
label = Processes
none-yet = There is no process yet.
switches = Switches in this run so far
mode-switches = mode switches
process-switches = process switches
switches-note = In this run so far. With a mode switch the same process goes on, in the kernel or back in its program; with a process switch another one gets the hart. A system call is two of the first, in and out, and none of the second.
switches-lost = The run is too long for every switch to be kept: there were more.
thread = thread { $pid }
pid = pid { $pid }
steps = { $user } steps in user mode, { $kernel } in the kernel
steps-in-run = { $user } steps in user mode, { $kernel } in the kernel, in this run
switches-to = { $modes } mode switches, { $processes } process switches to it, in this run
chosen = The process that is chosen
child-of = child of { $name } ({ $pid })
descriptors = Its descriptors
call-stack = Its call stack
