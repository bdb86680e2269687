# Files as the kernel has them in memory.

descriptor = descriptor
open-file = open file
dentry = dentry
inode = inode
content = content

of = of
offset = offset
flags = flags
shared-by = shared by
they-are = they are
is = is
path = path
above = above
nothing-above = none
held-by = held by
users = { $n ->
    [one] { $n } user
   *[other] { $n } users
}
users-unlinked = { $n ->
    [one] { $n } user
   *[other] { $n } users
}, and the name is removed
type = type
mode = mode
links = links
owner-group = owner, group
bytes = bytes
changed = changed
file-system = file system
nameless = none: it has no name
device = device
seen-at = seen at
directory = directory
character-device = character device
block-device = block device
symbolic-link = symbolic link
pipe = pipe
socket = socket
regular-file = regular file
entry-inode = inode { $number }
driver = { $name } driver
none-kept = none are kept
a-path = a path
leads-to = leads to
first-in = { $n }, first in first out
first = first
readers = readers
writers = writers
a-pipe = a pipe
made-when-read = made when read
hole = a hole: zeros

of-whom = Files of
descriptors = Descriptors
descriptors-of = of { $name } (pid { $pid }), in { $directory }
none-here = None at this position.
fd = fd
follow = Follow the call
not-there = It is not there at this position.
chain = From the descriptor to the bytes
pipes = Pipes
tree = File tree
name = name
mounts = Mounts
mount = { $kind }, root inode { $root }
mount-over = { $kind }, root inode { $root }, over inode { $covers }
in-view = The file that the call is about
behind = The file behind descriptor { $fd }
inode-number = Inode { $number }
shared-by-n = { $flags } · shared by { $n }
show-descriptor = Descriptor { $fd }: show its file
file-at = #{ $file } at { $offset }
this-call = this call
show-pipe = Pipe { $number }, { $bytes } in it: show it
