# The guest's terminal.

label = Terminal
screen = What the terminal shows
as-of = as of instruction { $at } · what you type goes to the live end
leave = Esc leaves the terminal
keys = Terminal: type to the machine; Escape leaves
