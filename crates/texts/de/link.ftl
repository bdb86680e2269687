# Was aus einem Link zu einem Augenblick wird.

too-long = Dieser Link hat { $len } Bytes, und höchstens { $most } werden gelesen: einen von einer kürzeren Sitzung machen.
no-version = Dieser Link beginnt nicht mit seiner Version, v=1: Ein Teil kann fehlen; der Rest wurde geöffnet.
version = Dieser Link ist von Version { $version }, und diese Seite liest Version 1: Was beide kennen, wurde geöffnet.
key = Dieser Link enthält { $key }, was diese Seite nicht kennt: Alles andere wurde geöffnet.
value = { $value } bedeutet für { $key } in diesem Link nichts: Alles andere wurde geöffnet.
packed = Was in diesem Link gepackt ist, ist beschädigt: den ganzen Link noch einmal kopieren.
too-much = In dieser Sitzung geschah mehr, als ein Link sagen kann: Nur ihr Anfang wurde geöffnet.
files = Ein Link enthält keine Dateien, und dieser braucht { $names }: das öffnen, dann den Link noch einmal.
board = Dieser Link stammt von anderen Abbildern von Kernel und Programmen: Seine Befehlszeilen liefen noch einmal; zu sehen ist der Anfang der letzten.
behind-the-end = Der Link zeigt hinter das Ende dieses Laufs: Dies ist sein Ende.
no-such-place = Der Link ändert, was es auf dieser Maschine nicht gibt: Der Rest wurde geöffnet.
