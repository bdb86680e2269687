# Wishes to go somewhere in time, and what becomes of them.

not-later = The run does not come to this place later.
not-earlier = The run does not come to this place earlier.
no-breakpoint = There is no breakpoint: set one beside a line or an instruction of the code.
no-breakpoint-later = The run comes to no breakpoint later.
no-breakpoint-earlier = The run came to no breakpoint earlier.
too-many-breakpoints = There are as many breakpoints as there may be: take one away first.
no-write-later = No later step writes to this cell, as far as the machine has run.
no-write-earlier = No earlier step writes to this cell, as far back as one can go.
searching = Looking for it: { $percent } % of where it can be is searched. Any other wish ends the search.
