# What becomes of a link to a moment.

too-long = This link has { $len } bytes, and at most { $most } are read: make one of a shorter session.
no-version = This link does not begin with its version, v=1: part of it may be missing; the rest was opened.
version = This link is of version { $version }, and this page reads version 1: what it has in common was opened.
key = This link has { $key }, which this page does not know: everything else of it was opened.
value = { $value } means nothing for { $key } in this link: everything else of it was opened.
packed = What is packed in this link is damaged: copy the whole link once more.
too-much = More happened in this session than a link can tell: only its beginning was opened.
files = A link does not hold files, and this one needs { $names }: open that, then the link once more.
board = This link was made with other images of kernel and programs: its commands were run again, and you stand where the last one begins.
behind-the-end = The link points beyond the end of this run: this is its end.
no-such-place = The link changes what is not there on this machine: the rest of it was opened.
