//! A program that a person brings: a static RISC-V Linux executable. What is wrong with it is found before it runs, and
//! what is right goes into `/home` by the one door that a file can come in through: the initial file system, before the
//! machine's first instruction.
//!
//! Sources: Tool Interface Standard, ELF specification, version 1.2; RISC-V ELF psABI 1.0, "File Header" and
//! "Attributes".

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Cursor, Write};
use std::rc::Rc;

use cpio::newc;
use object::LittleEndian;
use object::elf::{self, FileHeader64, ProgramHeader64};
use object::read::elf::{AttributesSection, FileHeader, ProgramHeader, SectionHeader};
use texts::unfit as say;

use crate::ImageError;
use crate::unfit::Unfit;

/// Largest program, in bytes: it is in RAM twice while the kernel unpacks it.
pub const MAX_PROGRAM_LEN: usize = 16 << 20;
/// Most programs that are opened together.
pub const MAX_PROGRAMS: usize = 16;
/// Bytes of all of them.
pub const MAX_PROGRAMS_LEN: usize = 24 << 20;

/// Where they lie in the archive.
pub(crate) const FOLDER: &str = "home/";

/// Modes: a regular file that everybody may execute, and one that everybody may read.
const EXECUTABLE: u32 = 0o100_755;
const READABLE: u32 = 0o100_644;
/// Longest path that is repeated in a sentence, in letters.
const LONGEST_PATH: usize = 60;
/// The folder's, if the archive has none.
const FOLDER_MODE: u32 = 0o040_755;
/// Bytes of the file header, of a program header and of a section header.
const HEADER_LEN: u64 = size_of::<FileHeader64<LittleEndian>>() as u64;
const SEGMENT_LEN: u64 = size_of::<ProgramHeader64<LittleEndian>>() as u64;
/// `Tag_RISCV_arch`, the instructions that a file was compiled for.
const TAG_ARCH: u64 = 5;

type Header = FileHeader64<LittleEndian>;
pub(crate) type Result<T> = std::result::Result<T, Unfit>;

/// A program that can be run, or a file of any kind that programs may read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    name: String,
    mode: u32,
    bytes: Rc<[u8]>,
}

impl Program {
    /// Finds out whether a file is a program that runs in a machine with this initial file system; the reason if it is
    /// not. Its name there is the file's, as far as a shell and a process can have it and no other file does.
    pub fn read(file_name: &str, bytes: &[u8], initrd: &[u8]) -> Result<Program> {
        let (paths, _) = contents(initrd).map_err(|error| Unfit::Damaged { what: error.to_string() })?;
        check(bytes, &paths)?;
        let taken = |name: &str| {
            paths
                .iter()
                .any(|path| path.rsplit('/').next() == Some(name) && *path != format!("{FOLDER}{name}"))
        };
        Ok(Program { name: name(file_name, taken), mode: EXECUTABLE, bytes: bytes.into() })
    }

    /// A file of any kind, at a path in `/home` that no file of this initial file system has; the reason if that cannot be.
    pub fn file(path: &str, bytes: &[u8], initrd: &[u8]) -> Result<Program> {
        let (paths, _) = contents(initrd).map_err(|error| Unfit::Damaged { what: error.to_string() })?;
        let in_home =
            path.strip_prefix('/').filter(|it| !paths.contains(*it)).and_then(|it| it.strip_prefix(FOLDER));
        let Some(name) = in_home.filter(|name| plain_name(name, "") == **name && !name.is_empty()) else {
            return Err(Unfit::Path { path: path.chars().take(LONGEST_PATH).collect() });
        };
        if bytes.len() > MAX_PROGRAM_LEN {
            return Err(Unfit::TooLong { len: bytes.len() as u64, most: MAX_PROGRAM_LEN });
        }
        Ok(Program { name: name.into(), mode: READABLE, bytes: bytes.into() })
    }

    /// Its name in `/home`, at most 15 letters, as the process is called too.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The command line that runs it.
    pub fn line(&self) -> String {
        format!("/{FOLDER}{}", self.name)
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Puts a program to the others, in the place of an earlier one of the same name.
pub fn add_program(programs: &mut Vec<Program>, program: Program) -> Result<()> {
    let others = || programs.iter().filter(|other| other.name != program.name);
    let len: usize = others().map(|other| other.bytes.len()).sum();
    if others().count() >= MAX_PROGRAMS || len + program.bytes.len() > MAX_PROGRAMS_LEN {
        return Err(Unfit::NoRoom);
    }
    programs.retain(|other| other.name != program.name);
    programs.push(program);
    Ok(())
}

/// An initial file system with these programs in its `/home`.
pub fn with_programs<'a>(
    initrd: &'a [u8],
    programs: &[Program],
) -> std::result::Result<Cow<'a, [u8]>, ImageError> {
    if programs.is_empty() {
        return Ok(initrd.into());
    }
    let archive = pack(initrd, programs);
    archive.map(Cow::Owned).map_err(|error| ImageError(format!("initial file system: {error}")))
}

fn pack(initrd: &[u8], programs: &[Program]) -> io::Result<Vec<u8>> {
    let (paths, (end, mtime)) = contents(initrd)?;
    let mut archive = initrd[..end].to_vec();
    let folder = FOLDER.trim_end_matches('/');
    if !paths.contains(folder) {
        newc::Builder::new(folder).mode(FOLDER_MODE).mtime(mtime).write(&mut archive, 0).finish()?;
    }
    for program in programs {
        let entry = newc::Builder::new(&format!("{FOLDER}{}", program.name)).mode(program.mode).mtime(mtime);
        let mut entry = entry.write(&mut archive, program.bytes.len() as u32);
        entry.write_all(&program.bytes)?;
        entry.finish()?;
    }
    newc::trailer(archive)
}

/// The paths in an archive, where its trailer is, and the time of its newest file.
fn contents(archive: &[u8]) -> io::Result<(HashSet<String>, (usize, u32))> {
    let (mut paths, mut newest) = (HashSet::new(), 0);
    let mut rest = Cursor::new(archive);
    loop {
        let at = rest.position() as usize;
        let entry = newc::Reader::new(rest)?;
        if entry.entry().is_trailer() {
            return Ok((paths, (at, newest)));
        }
        paths.insert(entry.entry().name().trim_start_matches("./").to_string());
        newest = newest.max(entry.entry().mtime());
        rest = entry.finish()?;
    }
}

/// A name that no other program has, so that pictures of processes do not mix them up.
fn name(file_name: &str, taken: impl Fn(&str) -> bool) -> String {
    match plain_name(file_name, "program") {
        name if taken(&name) => format!("my-{name}").chars().take(abi::COMM_LEN).collect(),
        name => name,
    }
}

/// A name that needs no quotes in a shell; `nameless` for a file that has none.
pub(crate) fn plain_name(file_name: &str, nameless: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._+-".contains(letter);
    let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String =
        last.chars().map(|letter| if plain(letter) { letter } else { '_' }).take(abi::COMM_LEN).collect();
    match name.as_str() {
        "" | "." | ".." => nameless.into(),
        _ => name,
    }
}

fn check(bytes: &[u8], paths: &HashSet<String>) -> Result<()> {
    let header = header(bytes, MAX_PROGRAM_LEN)?;
    let segments = segments(bytes, header)?;
    let interpreter = segments.iter().find(|it| it.p_type(LittleEndian) == elf::PT_INTERP);
    let interpreter = interpreter.and_then(|it| it.interpreter(LittleEndian, bytes).ok().flatten());
    if let Some(path) = interpreter {
        let path = String::from_utf8_lossy(path).into_owned();
        if !paths.contains(path.trim_start_matches('/')) {
            return Err(Unfit::Interpreter { path });
        }
    }
    let movable = header.e_type(LittleEndian) == elf::ET_DYN;
    if movable && interpreter.is_none() && !is_program(bytes, segments) {
        return Err(Unfit::NotExecutable { kind: say::shared_library() });
    }
    check_memory(header, segments, movable)?;
    match missing_extension(bytes, header) {
        Some(name) => Err(Unfit::Extension { name }),
        None => Ok(()),
    }
}

/// The file header, if the file is for this processor and of the right kind, and has at most so many bytes.
pub(crate) fn header(bytes: &[u8], most: usize) -> Result<&Header> {
    let len = bytes.len() as u64;
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    if bytes.len() > most {
        return Err(Unfit::TooLong { len, most });
    }
    if !bytes.starts_with(&elf::ELFMAG) {
        return Err(Unfit::NotElf { looks: looks_like(bytes) });
    }
    let damaged = |error: object::Error| Unfit::Damaged { what: error.to_string() };
    match bytes.get(4..6) {
        Some(&[1, order]) => return Err(Unfit::Bits32 { processor: processor(bytes, order) }),
        Some(&[2, 2]) => return Err(Unfit::BigEndian { processor: processor(bytes, 2) }),
        Some(&[2, 1]) | None => {}
        Some(_) => return Err(Unfit::Damaged { what: say::first_bytes().into() }),
    }
    if len < HEADER_LEN {
        return Err(Unfit::Truncated { len, wants: HEADER_LEN });
    }
    let header = Header::parse(bytes).map_err(damaged)?;
    if header.e_machine(LittleEndian) != elf::EM_RISCV {
        return Err(Unfit::Processor { name: processor(bytes, 1) });
    }
    let kind = match header.e_type(LittleEndian) {
        elf::ET_EXEC | elf::ET_DYN => return Ok(header),
        elf::ET_REL => say::object_file(),
        elf::ET_CORE => say::core(),
        _ => say::other_kind(),
    };
    Err(Unfit::NotExecutable { kind })
}

/// The program headers of a file that has all that its tables speak of.
pub(crate) fn segments<'d>(
    bytes: &'d [u8],
    header: &'d Header,
) -> Result<&'d [ProgramHeader64<LittleEndian>]> {
    let (len, e) = (bytes.len() as u64, LittleEndian);
    let whole = |start: u64, part: u64| match start.saturating_add(part) {
        wants if wants > len => Err(Unfit::Truncated { len, wants }),
        _ => Ok(()),
    };
    let n_segments = header.e_phnum(e);
    if n_segments > abi::MAX_PROGRAM_HEADERS {
        let what = say::headers(n_segments, abi::MAX_PROGRAM_HEADERS);
        return Err(Unfit::Damaged { what });
    }
    whole(header.e_phoff(e), u64::from(n_segments) * SEGMENT_LEN)?;
    let sections = u64::from(header.e_shnum(e)) * u64::from(header.e_shentsize(e));
    whole(header.e_shoff(e), sections)?;
    let damaged = |error: object::Error| Unfit::Damaged { what: error.to_string() };
    let segments = header.program_headers(e, bytes).map_err(damaged)?;
    segments.iter().try_for_each(|segment| whole(segment.p_offset(e), segment.p_filesz(e)))?;
    Ok(segments)
}

/// Whether a file that may lie anywhere is a program, and not a library.
fn is_program(bytes: &[u8], segments: &[ProgramHeader64<LittleEndian>]) -> bool {
    let tables = segments.iter().filter_map(|it| it.dynamic(LittleEndian, bytes).ok().flatten());
    tables.flatten().any(|row| {
        let (tag, value) = (row.d_tag.get(LittleEndian), row.d_val.get(LittleEndian));
        tag == elf::DT_FLAGS_1 && value & elf::DF_1_PIE.0 != 0
    })
}

/// What the kernel's own loader asks of the segments.
fn check_memory(header: &Header, segments: &[ProgramHeader64<LittleEndian>], movable: bool) -> Result<()> {
    let e = LittleEndian;
    let damaged = |what: &str| Err(Unfit::Damaged { what: what.into() });
    let entry = header.e_entry(e);
    let (mut last_end, mut has_entry) = (0, false);
    let loaded = segments.iter().filter(|it| it.p_type(e) == elf::PT_LOAD && it.p_memsz(e) > 0);
    for segment in loaded {
        let (va, len) = (segment.p_vaddr(e), segment.p_memsz(e));
        let end = va.checked_add(len).filter(|end| *end < abi::PROGRAM_END);
        let Some(end) = end.filter(|_| movable || va >= abi::USER_START) else {
            return Err(Unfit::OutsideUserSpace { va, len });
        };
        if segment.p_filesz(e) > len {
            return damaged(say::segment_longer());
        }
        if segment.p_offset(e) % abi::PAGE_LEN != va % abi::PAGE_LEN {
            return damaged(say::segment_page());
        }
        if va < last_end {
            return damaged(say::segment_order());
        }
        last_end = end;
        has_entry |= segment.p_flags(e).contains(elf::PF_X) && (va..end).contains(&entry);
    }
    match (last_end, has_entry) {
        (0, _) => Err(Unfit::NothingToLoad),
        (_, false) => Err(Unfit::Entry { va: entry }),
        (_, true) => Ok(()),
    }
}

/// What a file that is no ELF looks like.
fn looks_like(bytes: &[u8]) -> &'static str {
    const STARTS: [(&[u8], texts::Message); 14] = [
        (b"#!", say::script),
        (b"MZ", say::windows),
        (b"\0asm", say::wasm),
        (b"\xcf\xfa\xed\xfe", say::macos),
        (b"\xce\xfa\xed\xfe", say::macos),
        (b"\xca\xfe\xba\xbe", say::macos_or_java),
        (b"!<arch>\n", say::library),
        (b"PK\x03\x04", say::zip),
        (b"\x1f\x8b", say::gzip),
        (b"\xfd7zXZ", say::xz),
        (b"BZh", say::bzip2),
        (b"\x28\xb5\x2f\xfd", say::zstd),
        (b"%PDF", say::pdf),
        (b"\x89PNG", say::picture),
    ];
    let start = STARTS.iter().find(|(start, _)| bytes.starts_with(start));
    let text = || std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    start.map_or_else(|| if text() { say::text() } else { say::unknown() }, |(_, looks)| looks())
}

/// The processor that an ELF file is for, by the number in its header. `order` is 2 for big-endian.
fn processor(bytes: &[u8], order: u8) -> String {
    let number = bytes.get(18..20).map_or([0; 2], |bytes| [bytes[0], bytes[1]]);
    let number = if order == 2 { u16::from_be_bytes(number) } else { u16::from_le_bytes(number) };
    let name = match elf::Machine(number) {
        elf::EM_RISCV => "RISC-V",
        elf::EM_X86_64 => "x86-64",
        elf::EM_386 => "x86",
        elf::EM_AARCH64 => "AArch64 (ARM)",
        elf::EM_ARM => "ARM",
        elf::EM_PPC64 | elf::EM_PPC => "PowerPC",
        elf::EM_S390 => "IBM Z",
        elf::EM_MIPS => "MIPS",
        elf::EM_LOONGARCH => "LoongArch",
        elf::EM_SPARCV9 | elf::EM_SPARC => "SPARC",
        elf::EM_68K => "Motorola 68000",
        elf::EM_BPF => say::bpf(),
        elf::EM_NONE => say::no_processor(),
        elf::Machine(number) => return say::unknown_processor(&number.to_string()),
    };
    name.to_string()
}

/// The first extension with instructions that this hart lacks among those that the file says it was compiled for.
pub(crate) fn missing_extension(bytes: &[u8], header: &Header) -> Option<String> {
    let sections = header.section_headers(LittleEndian, bytes).ok()?;
    let section = sections.iter().find(|it| it.sh_type(LittleEndian) == elf::SHT_RISCV_ATTRIBUTES)?;
    let attributes =
        AttributesSection::<Header>::new(LittleEndian, section.data(LittleEndian, bytes).ok()?).ok()?;
    let arch =
        attributes.subsections().ok()?.flatten().filter(|it| it.vendor() == b"riscv").find_map(|part| {
            part.subsubsections().flatten().find_map(|part| {
                let mut reader = part.attributes();
                while let Some(tag) = reader.read_tag().ok()? {
                    // Odd tags have a text, even ones a number.
                    match tag % 2 {
                        0 => drop(reader.read_integer().ok()?),
                        _ => {
                            let text = reader.read_string().ok()?;
                            if tag == TAG_ARCH {
                                return String::from_utf8(text.to_vec()).ok();
                            }
                        }
                    }
                }
                None
            })
        })?;
    lacking(&arch)
}

/// The first of the extensions in a text like `rv64i2p1_m2p0_v1p0` that adds instructions which this hart lacks. What only
/// names a part of those it has, or promises something about memory, is none.
fn lacking(arch: &str) -> Option<String> {
    const LETTERS: [&str; 5] = ["v", "q", "h", "b", "p"];
    const STARTS: [&str; 14] = [
        "zv", "zb", "zfh", "zfa", "zfinx", "zdinx", "zhinx", "zicond", "zk", "zcb", "zcm", "zacas", "zabha",
        "x",
    ];
    let is_digit = |letter: char| letter.is_ascii_digit();
    let names = arch.split('_').skip(1).map(|extension| {
        // Behind the name is the version, as "2p1".
        let name = extension.trim_end_matches(is_digit);
        name.strip_suffix('p').map_or(name, |name| name.trim_end_matches(is_digit))
    });
    let lacks = |name: &&str| LETTERS.contains(name) || STARTS.iter().any(|start| name.starts_with(start));
    names.into_iter().find(lacks).map(str::to_ascii_uppercase)
}
