# The list of system calls.

none = No system call in this run yet.
some = { $n ->
    [one] { $n } system call in this run. Click to go there.
   *[other] { $n } system calls in this run. Click one to go there.
}
