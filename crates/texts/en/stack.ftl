# The call stack across the boundary.

of = Stack of
kernels-own = the kernel's own
too-long = The run is too long for every function to be kept: none is known at this position.
none = No function is known at this position.
kernel-frames = Functions of the kernel, innermost first
program-frames = Functions of the program, innermost first
earlier = the call that it is in since before this run began
entered-at = { $function }({ $arguments }): entered at { $at }. Click to go there.
back-at = { $function }({ $arguments }): got the hart back at { $at }. Click to go there.
began-in = { $function }({ $arguments }): was in it when the run began, at { $at }. Click to go there.
just-now = just now
ago = { $n ->
    [one] { $n } step
   *[other] { $n } steps
} ago
hardware-did = What the hardware did
to-crossing = Go to this crossing
hardware-step = What the hardware did, in one step
