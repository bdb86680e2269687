# Source lines and instructions.

not-mapped = not mapped

label = Code
kernel = KERNEL
no-symbol = no symbol here
source = Source
source-tip = Show the source lines too
tools = Steps in the code
caller = caller
over = over
out = out
break = break
wanted = Drop or open *{ $file }* to see its lines here.
source-of = Source and instructions of { $function }
instructions-of = Instructions of { $function }
breakpoint-away = Take the breakpoint away
breakpoint-set = Set a breakpoint
line-tip = Click: go on to this line. Shift-click: go back to it.
functions = { $n } functions
find = Run to a function of { $image }
find-tip = Enter: on to where it is entered next; Shift Enter: back to where it was entered last
find-back = Back to where it was entered last
find-on = On to where it is entered next
