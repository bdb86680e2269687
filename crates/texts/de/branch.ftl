# Was wäre, wenn: Eingriffe in die Maschine.

word = 8 Bytes an physisch { $pa } ← { $value }
byte = Byte an physisch { $pa } ← { $value }
too-deep = Dies ist ein Zweig eines Zweigs eines Zweigs: zuerst zu einem früheren zurückkehren.
refused = Dieses Register gibt es nicht, oder dort ist kein Speicher: Nichts wurde geändert.
