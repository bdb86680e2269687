# Gezählte Dinge.

steps = { $n ->
    [one] { $n } Schritt
   *[other] { $n } Schritte
}
