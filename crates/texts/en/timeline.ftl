# The lanes, what is on them, and the list of it.

label = Timeline
session = session
lane-user = user U
lane-kernel = kernel S
lane-machine = machine M
lane-traps = traps
lane-process = process
lane-calls = system calls
lane-terminal = terminal
lane-functions = functions
position = step { $at } of { $end }, { $mode }
position-in = step { $at } of { $end }, { $mode }, in { $function }
slider = Position in the run
lanes-end = The lanes end here: the run was too long to keep all of it. It can be stepped through all the same.

mode-by = { $mode }, by { $cause }
process = process { $pid }: { $name }
no-process = no process
an-interrupt = an interrupt
a-fault = a fault
in-kernel = { $instructions } in the kernel
in-kernel-still = { $instructions } in the kernel, and has not returned
output = { $bytes } of output
own = { $instructions }, { $own } of its own
from = from step { $at }
trap-at = in { $mode }, at step { $at }
call-from = { $process }, pid { $pid }, from step { $at }
function-from = { $mode }, from step { $at }
function-goes-on = { $mode }, from step { $at }: it goes on here
boot = boot
typing = keys typed at the prompt
in-branch = In a branch: { $edits }.
reach = History: { $n ->
    [one] { $n } checkpoint
   *[other] { $n } checkpoints
}, { $used } MB of { $budget } MB; any moment is at most { $replay } steps away.
lost = What came before step { $at } can no longer be reached.

list = The timeline as a list
list-tip = The timeline as a list, runs and marks
close-list = Close the list
everything = Everything
mode-changes = Changes of the mode
interrupts-faults = Interrupts and faults
processes = Processes
calls = System calls
terminal-output = Terminal output
functions = Functions
runs = Runs since power-on
run-length = { $name }, { $steps }
marks = Marks
in-this-run = { $n } in this run:
what-happens = What happens in this run
mark-name = Name of the mark
go-to-mark = go to { $at }
remove-mark = Remove mark { $name }
show-all = show all
not-found = not in this run
found-at = { $index } of { $n }
found = { $n } in this run
search = Search the run
search-example = function, call, trap, process
