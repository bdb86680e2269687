# The sentence about a step. In all sentences *ls* is a program, `ecall` is code, [user] and <kernel> are the two modes.

machine-starts = The machine starts: the first instructions run in machine mode, then the <kernel> sets itself up.
part = The hardware, part { $part } of { $parts }: `{ $what }`, now `{ $value }`:

switched-on = The machine was switched on.
key-pressed = A key was pressed at the prompt. The byte lies in the UART; the <kernel> will learn of it by an interrupt.
enter-pressed = Enter was pressed behind `{ $command }`. The byte lies in the UART; the <kernel> will learn of it by an interrupt.

summary = { $steps }, { $calls }
keys-came = The keys have come to the shell, which has echoed them: { $summary }.
boots = The <kernel> boots.
running = `{ $command }` is running: { $summary } so far.
waits-for-input = *{ $program }* waits for input: type in the terminal. { $summary } so far.
too-much = `{ $command }` has written more than a history can keep. { $summary }.
off = The board is off (status { $status }). { $summary }.
booted = The kernel has booted and the shell waits for a line: { $summary }.
ended = `{ $command }` has ended with status { $status }: { $summary }. The shell waits for the next line.
done = `{ $command }` is done: { $summary }. The shell waits for the next line.

idle-kernel = the idle kernel
some-program = The program in [user] mode
the-kernel = The <kernel>
machine-mode = Machine mode

timer = The timer interrupted { $who }: nobody asked, the hardware did it. { $change }
external-running = The UART has something: an external interrupt reached the hart while { $who } was running. { $change }
external-waiting = The UART has something: an external interrupt reached the hart while the <kernel> waited for one. { $change }
interrupt = An interrupt reached the hart. { $change }
ecall = { $who } executed `ecall` with `a7` = { $number }: `{ $call }`. { $change }
ecall-unknown = { $who } executed `ecall`. { $change }
touched-shared = { $who } touched { $address }, where the page may not be written as long as another process has it too: { $cause }. No error: the <kernel> will give it one and let it try again. { $change }
touched-absent = { $who } touched { $address }, where no page is yet: { $cause }. No error: the <kernel> will give it one and let it try again. { $change }
kernel-refused = The processor refused an instruction of the <kernel> itself, at { $pc }: { $cause }, about { $address }. There is nobody to mend that.
refused = The processor refused the instruction at { $pc }: { $cause }, about { $address }. { $change }
returned = The <kernel> executed `{ $name }`. { $change } { $back }
back-first = { $who } stands before its first instruction.
back-handler = `{ $call }` ended with `{ $result }`, but first { $who } runs its handler of signal { $signal }.
back-answer = `{ $call }` gave { $who } the answer `{ $result }`.
back-on = { $who } goes on.
back-interrupted = It goes on where it was interrupted.

got-hart = { $who } got the hart back, in `{ $function }`.
called-by = , called by `{ $caller }`
working-on = , working on `{ $call }` for { $who }
enters-user = { $who } enters its function `{ $function }`{ $caller }.
enters-kernel = The <kernel> enters `{ $function }`{ $caller }{ $behalf }.
enters-machine = Machine mode enters `{ $function }`{ $caller }.
line = { $who } comes to line { $line } of `{ $file }`: `{ $text }`

instruction = { $who } executed `{ $done }`. Next is `{ $next }`, at `{ $place }`.
instruction-register = { $who } executed `{ $done }`: `{ $register }` is now `{ $value }`. Next is `{ $next }`, at `{ $place }`.
instruction-store = { $who } executed `{ $done }`: it wrote { $bytes } at `{ $address }`. Next is `{ $next }`, at `{ $place }`.
