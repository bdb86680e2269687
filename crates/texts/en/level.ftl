# How far a step goes.

story = Story
switch = Process switch
fault = Page fault
call = System call
mode = Mode change
function = Function
line = Line
over = Line, over calls
out = Out of the function
instruction = Instruction
part = Trap, part by part
