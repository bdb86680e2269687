# Die Liste der Systemaufrufe.

none = Noch kein Systemaufruf in diesem Lauf.
some = { $n ->
    [one] { $n } Systemaufruf in diesem Lauf. Ein Klick führt dorthin.
   *[other] { $n } Systemaufrufe in diesem Lauf. Ein Klick auf einen führt dorthin.
}
