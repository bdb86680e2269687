# Counted things.

steps = { $n ->
    [one] { $n } step
   *[other] { $n } steps
}
