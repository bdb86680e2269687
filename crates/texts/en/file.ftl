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
