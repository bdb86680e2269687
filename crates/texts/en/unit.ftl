# Counted things: a number and its noun, as they stand in a list or behind a verb.

steps = { $n ->
    [one] { $n } step
   *[other] { $n } steps
}
instructions = { $n ->
    [one] { $n } instruction
   *[other] { $n } instructions
}
system-calls = { $n ->
    [one] { $n } system call
   *[other] { $n } system calls
}
bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
times = { $n ->
    [one] { $n } time
   *[other] { $n } times
}
writes = { $n } `write`
write-calls = { $n ->
    [one] { $n } `write`
   *[other] { $n } `write` calls
}
page-faults = { $n ->
    [one] { $n } page fault
   *[other] { $n } page faults
}
descriptors = { $n ->
    [one] { $n } descriptor
   *[other] { $n } descriptors
}
areas = { $n ->
    [one] { $n } area
   *[other] { $n } areas
}
threads = { $n ->
    [one] { $n } thread
   *[other] { $n } threads
}
ticks = { $n ->
    [one] { $n } tick
   *[other] { $n } ticks
}

pages = { $n ->
    [one] { $n } page
   *[other] { $n } pages
}
names = { $n ->
    [one] { $n } name
   *[other] { $n } names
}

quoted = “{ $text }”
