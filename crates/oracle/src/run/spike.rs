//! Spike: it loads an ELF file, ends when the word `tohost` is written, and leaves what lies between two symbols in a file.

use std::fs;
use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use board::RAM_BASE;
use object::build::elf::{Builder, SectionData};
use object::{Endianness, elf};

use super::{Off, Oracle, RunError, SPIKE, Scratch, image, outcomes, spike_place};
use crate::compare::Outcome;
use crate::layout::*;
use crate::program::Program;

/// The processor.
const ISA: &str = "rv64imafdc_zicntr_sstc_svadu_zicclsm";
/// How long a run may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// To the host-target interface, 1 says that the program has passed.
const TOHOST: Off = [CONTEXT + context::HOST as u64, 1];

/// Runs programs.
pub fn run(programs: &[Program]) -> Result<Vec<Outcome>, RunError> {
    let ended = try_run(programs).map_err(|error| RunError::Oracle(Oracle::Spike, error))?;
    ended.ok_or(RunError::EndlessOn(Oracle::Spike))
}

/// Runs programs; nothing if one of them does not end.
fn try_run(programs: &[Program]) -> io::Result<Option<Vec<Outcome>>> {
    let (executable, signature) = (Scratch::new("elf"), Scratch::new("signature"));
    fs::write(executable.path(), elf(programs))?;
    let mut child = Command::new(spike_place().join(SPIKE))
        .args(["--isa", ISA, "--priv", "msu", "--triggers=0"])
        .arg(format!("-m{RAM_BASE:#x}:{RAM_LEN:#x}"))
        .arg(format!("+signature={}", signature.path().display()))
        .arg("+signature-granularity=8")
        .arg(executable.path())
        .stdin(Stdio::null())
        .spawn()?;
    let start = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if start.elapsed() > PATIENCE => {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    if !status.success() {
        return Err(io::Error::other(format!("it ended with {status}")));
    }
    let text = fs::read_to_string(signature.path())?;
    let word = |line| u64::from_str_radix(line, 16).map_err(io::Error::other);
    let words = text.lines().map(word).collect::<io::Result<Vec<u64>>>()?;
    let bytes: Vec<u8> = words.into_iter().flat_map(u64::to_le_bytes).collect();
    Ok(Some(outcomes(programs.len(), &bytes)))
}

/// The image as an ELF file.
fn elf(programs: &[Program]) -> Vec<u8> {
    let mut file = Builder::new(Endianness::Little, true);
    file.header.e_type = elf::ET_EXEC;
    file.header.e_machine = elf::EM_RISCV;
    file.header.e_entry = HARNESS;
    file.header.e_phoff = 64;
    let mut offset = PAGE;
    for (pa, bytes) in image(programs, TOHOST) {
        let len = bytes.len() as u64;
        let section = file.sections.add();
        section.name = ".data".into();
        section.sh_type = elf::SHT_PROGBITS;
        section.sh_flags = elf::SHF_ALLOC;
        section.sh_addralign = 8;
        (section.sh_addr, section.sh_offset, section.sh_size) = (pa, offset, len);
        section.data = SectionData::Data(bytes.into());
        let segment = file.segments.add();
        segment.p_type = elf::PT_LOAD;
        segment.p_flags = elf::PF_R | elf::PF_W | elf::PF_X;
        segment.p_align = 8;
        segment.append_section_range(section);
        segment.sections.push(section.id());
        offset += len.next_multiple_of(8);
    }
    let end = RESULTS + RECORD_LEN * programs.len() as u64;
    let symbols = [
        ("tohost", TOHOST[0]),
        ("fromhost", TOHOST[0] + 8),
        ("begin_signature", RESULTS),
        ("end_signature", end),
    ];
    for (name, pa) in symbols {
        let symbol = file.symbols.add();
        symbol.name = name.into();
        symbol.st_shndx = elf::SHN_ABS;
        symbol.st_value = pa;
        symbol.set_st_info(elf::STB_GLOBAL, elf::STT_NOTYPE);
    }
    for (name, kind, data) in [
        (".symtab", elf::SHT_SYMTAB, SectionData::Symbol),
        (".strtab", elf::SHT_STRTAB, SectionData::String),
        (".shstrtab", elf::SHT_STRTAB, SectionData::SectionString),
    ] {
        let section = file.sections.add();
        section.name = name.into();
        section.sh_type = kind;
        section.sh_addralign = 8;
        section.data = data;
    }
    let mut bytes = Vec::new();
    file.write(&mut bytes).expect("the file is well formed");
    bytes
}
