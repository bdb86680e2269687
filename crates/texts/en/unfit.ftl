# Why a file that somebody opens cannot be run. The sentence begins with the file's name.

compile = compile it with `riscv64-linux-gnu-gcc -static -g`
empty = the file is empty
too-long = it has { $len } bytes; at most { $most } fit into this machine
not-elf = it is { $looks }, not an ELF executable for RISC-V: { $compile }
bits32 = it is a 32-bit program for { $processor }; this machine runs 64-bit ones: { $compile }
big-endian = it is a big-endian program for { $processor }; this machine is little-endian: { $compile }
processor = it is a program for { $name }; this machine is a RISC-V: { $compile }
kind = it is { $kind }
truncated = the file ends too early: it has { $len } bytes, and its own tables speak of { $wants }; copy it again
interpreter = it is linked dynamically and wants to be loaded by `{ $path }`, which is not in this machine: link it with `-static`
outside = it wants { $len } bytes at { $va }, but programs lie from { $first } to { $end }, and the kernel above them: link it without an address of its own
outside-ram = it wants { $len } bytes at { $pa }, but the memory for a kernel goes from { $first } to { $end }: link it for { $first }, as for QEMU with `-machine virt -bios none`
nothing-to-load = it has no segment to load, so there is nothing to execute
entry = it starts at { $va }, where it has no code
extension = it was compiled for the extension { $name }, which this RV64GC processor lacks: compile it with `-march=rv64gc`
damaged = its tables are damaged: { $what }
path = nothing can be written to `{ $path }`: files go to `/home`, under a new name of at most { $most } letters, digits, dots, dashes, plus signs and underscores
no-room = there is no room for it beside the others: at most { $programs } programs and { $mb } MB together; forget the opened ones first

shared-library = a shared library, which a program uses: open the program
object-file = an object file, which is not linked yet: link it with `riscv64-linux-gnu-gcc -static`
core = the memory of a program that crashed: open the program itself
other-kind = an ELF file of a kind that is not executed
first-bytes = its first bytes make no sense
headers = it has { $n } program headers, more than { $most }
segment-longer = a segment is longer in the file than in memory
segment-page = a segment begins elsewhere in its page than in the file
segment-order = two segments want the same memory, or are not in order

script = a script
windows = a Windows program
wasm = a WebAssembly module
macos = a macOS program
macos-or-java = a macOS program or a Java class
library = a library of object files
zip = a ZIP archive
gzip = a gzip file
xz = an xz file
bzip2 = a bzip2 file
zstd = a Zstandard file
pdf = a PDF document
picture = a picture
text = a text
unknown = a file of unknown kind
bpf = BPF, the kernel's own machine
no-processor = no processor
unknown-processor = the processor with the ELF number { $number }
