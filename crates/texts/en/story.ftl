# The five steps of a run's story: titles and sentences.

start-title = The program starts
start = The shell made a child, process { $pid }, and the child asked the kernel to execute `{ $path }`. The <kernel> loaded it and left with `sret`: *{ $program }* stands before its first instruction, in [user] mode.
ask-title = It makes a system call
ask = *{ $program }* cannot do this itself; it asks: `{ $call }`. It put { $number } into `a7` and executed `ecall`. { $change }
perform-title = The kernel performs it
perform = The <kernel> looked { $number } up in its system-call table and found `{ $call }`; it went on through { $way }, which does the work.
answer-title = The result travels back
answer-names = The <kernel> is done: { $result } bytes of names now lie in the buffer of *{ $program }*. It put the result into `a0` and executed `sret`. { $change }
answer-bytes = The <kernel> is done: { $result } bytes now lie in the buffer of *{ $program }*. It put the result into `a0` and executed `sret`. { $change }
answer-error = The <kernel> is done: the answer is an error, `{ $result }`. It put the result into `a0` and executed `sret`. { $change }
answer = The <kernel> is done: the answer is `{ $result }`. It put the result into `a0` and executed `sret`. { $change }
finish-title = It shows the answer and ends
finish-silent = *{ $program }* had nothing to say and leaves with `{ $exit }`: into the <kernel>, and it will not come back.
finish = *{ $program }* has written { $bytes } with { $writes } and leaves with `{ $exit }`: into the <kernel>, and it will not come back.
refused-title = The processor refuses
refused = *{ $program }* executed an instruction that the processor refused: `{ $cause }`, about { $address }. The <kernel> takes over; it will end *{ $program }*, and nothing else.
