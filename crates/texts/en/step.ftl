# The step one stands at, and the buttons that move.

narration = Narration
step-of = Step { $index } of { $count }
aloud = { $step }, { $mode }. { $sentence }
aloud-stepless = { $mode }. { $sentence }
starts = The machine starts: the kernel sets up memory, devices and the file system.
instruction-of = instruction { $at } of { $end }
instruction = instruction { $at }
go-to-key = Go to an instruction by its number (g)
go-to = Go to instruction{" "}
lamp = The processor is in { $mode } ({ $letter }-mode)
steps = Steps
speed = Speed { $speed }
speed-tip = How fast Play goes
choose-panel = Choose a panel
levels = How far a step goes
other-levels = Other levels
more = More
