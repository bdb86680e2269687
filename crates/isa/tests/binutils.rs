//! The tables against GNU binutils: `objdump` reads all 16-bit words and a large sample of 32-bit words as we do, and what
//! we write `as` turns back into the word.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use isa::{Format, Insn, ROWS, csr, decode, length};

/// What the names of binutils begin with, on Debian, on other systems; any will do.
const CROSS: [&str; 3] = ["riscv64-linux-gnu-", "riscv64-unknown-elf-", "riscv64-elf-"];
/// Words of each row, their operands random.
const OF_EACH_ROW: usize = 500;
/// Words with all bits random.
const OF_NO_ROW: usize = 200_000;

/// Instructions that `objdump` knows and RV64GC with M, S and U has not: returns from user-level interrupts, from traps of a
/// hypervisor that never was, and from a debugger; a fence that `sfence.vma` replaced.
const LACKING: [(&str, u32); 4] =
    [("uret", 0x0020_0073), ("hret", 0x2020_0073), ("dret", 0x7b20_0073), ("sfence.vm", 0x1040_0073)];

/// Compressed instructions as `objdump` writes them, and what they stand for. RISC-V Unprivileged ISA 20240411, "C"
/// Extension for Compressed Instructions; a shift by 0 has a name of its own there.
const EXPANSIONS: [(&str, &str); 39] = [
    ("c.addi4spn", "addi {0} {1} {2}"),
    ("c.fld", "fld {0} {1}"),
    ("c.lw", "lw {0} {1}"),
    ("c.ld", "ld {0} {1}"),
    ("c.fsd", "fsd {0} {1}"),
    ("c.sw", "sw {0} {1}"),
    ("c.sd", "sd {0} {1}"),
    ("c.addi", "addi {0} {0} {1}"),
    ("c.addiw", "addiw {0} {0} {1}"),
    ("c.li", "addi {0} zero {1}"),
    ("c.addi16sp", "addi {0} {0} {1}"),
    ("c.lui", "lui {0} {1}"),
    ("c.srli", "srli {0} {0} {1}"),
    ("c.srli64", "srli {0} {0} 0"),
    ("c.srai", "srai {0} {0} {1}"),
    ("c.srai64", "srai {0} {0} 0"),
    ("c.andi", "andi {0} {0} {1}"),
    ("c.sub", "sub {0} {0} {1}"),
    ("c.xor", "xor {0} {0} {1}"),
    ("c.or", "or {0} {0} {1}"),
    ("c.and", "and {0} {0} {1}"),
    ("c.subw", "subw {0} {0} {1}"),
    ("c.addw", "addw {0} {0} {1}"),
    ("c.j", "jal zero {0}"),
    ("c.beqz", "beq {0} zero {1}"),
    ("c.bnez", "bne {0} zero {1}"),
    ("c.slli", "slli {0} {0} {1}"),
    ("c.slli64", "slli {0} {0} 0"),
    ("c.fldsp", "fld {0} {1}"),
    ("c.lwsp", "lw {0} {1}"),
    ("c.ldsp", "ld {0} {1}"),
    ("c.jr", "jalr zero 0({0})"),
    ("c.mv", "add {0} zero {1}"),
    ("c.ebreak", "ebreak"),
    ("c.jalr", "jalr ra 0({0})"),
    ("c.add", "add {0} {0} {1}"),
    ("c.fsdsp", "fsd {0} {1}"),
    ("c.swsp", "sw {0} {1}"),
    ("c.sdsp", "sd {0} {1}"),
];

/// A file for this test's use, gone when it is.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
        fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A program of binutils.
fn tool(name: &str) -> Command {
    let exists =
        |command: &String| Command::new(command).arg("--version").stdout(Stdio::null()).status().is_ok();
    let found = CROSS.iter().map(|prefix| format!("{prefix}{name}")).find(exists);
    Command::new(found.expect("no binutils for RISC-V: install Debian's binutils-riscv64-linux-gnu"))
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// An instruction in one form: words apart by one space, numbers decimal, without a comment.
fn form(text: &str) -> String {
    let text = text.split(['#', '<']).next().unwrap();
    let words = text.split([' ', '\t', ',']).filter(|word| !word.is_empty()).map(|word| {
        let number = word.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok());
        number.map_or(word.to_string(), |number| number.to_string())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What `objdump` makes of each word, which lies at four times its index; `None` if it knows no such instruction. A 16-bit
/// word has a `c.nop` behind it.
fn objdump(name: &str, words: &[u32]) -> Vec<Option<String>> {
    let slot = |word: &u32| if length(*word as u16) == 2 { *word & 0xffff | 1 << 16 } else { *word };
    let bytes: Vec<u8> = words.iter().flat_map(|word| slot(word).to_le_bytes()).collect();
    let file = Scratch::new(name, bytes);
    let mut command = tool("objdump");
    command.args(["-D", "-z", "-b", "binary", "-m", "riscv:rv64", "-M", "no-aliases"]).arg(&file.0);
    let mut read = vec![None; words.len()];
    for line in output(&mut command).lines() {
        // `  14:<tab>12345537          <tab>lui<tab>a0,0x12345`
        let mut parts = line.trim_start().splitn(3, '\t');
        let (Some(at), Some(_), Some(text)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let at = usize::from_str_radix(at.trim_end_matches(':'), 16).unwrap();
        let known = !text.starts_with('.') && !text.contains("unknown") && !text.starts_with("c.unimp");
        if at % 4 == 0 && known {
            read[at / 4] = Some(form(text));
        }
    }
    read
}

/// What we make of it.
fn ours(index: usize, word: u32) -> Option<String> {
    decode(word).map(|insn| form(&insn.at(4 * index as u64).to_string()))
}

#[track_caller]
fn none(differences: Vec<String>) {
    let some = &differences[..differences.len().min(40)];
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), some.join("\n"));
}

#[test]
fn every_sixteen_bit_word_stands_for_what_objdump_says() {
    let words: Vec<u32> = (0..=u16::MAX).filter(|half| length(*half) == 2).map(u32::from).collect();
    let expanded = |text: &String| {
        let mut words = text.split(' ');
        let name = words.next().unwrap();
        let (_, template) = EXPANSIONS.iter().find(|(compressed, _)| *compressed == name).expect(name);
        words
            .enumerate()
            .fold(template.to_string(), |text, (n, word)| text.replace(&format!("{{{n}}}"), word))
    };
    let mut differences = Vec::new();
    for (index, (word, theirs)) in words.iter().zip(objdump("halves", &words)).enumerate() {
        // The manual reserves `c.addi16sp` by 0, which `objdump` shows.
        let theirs = theirs.filter(|text| text != "c.addi16sp sp 0").as_ref().map(expanded);
        let ours = ours(index, *word);
        if ours != theirs {
            differences.push(format!("{word:04x}: {ours:?}, objdump {theirs:?}"));
        }
    }
    none(differences);
}

/// Numbers from a seed: `splitmix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) as u32
    }
}

/// The sample: 32-bit words, always the same. Words whose low five bits are set begin longer instructions.
fn sample() -> Vec<u32> {
    let mut random = Random(1);
    let mut words: Vec<u32> = (0..256).map(|accesses| accesses << 20 | 0xf).collect();
    for row in ROWS {
        words.extend((0..OF_EACH_ROW).map(|_| row.bits | random.next() & !row.mask));
    }
    words.extend((0..OF_NO_ROW).map(|_| random.next() | 3).filter(|word| word & 31 != 31));
    words.extend(LACKING.map(|(_, word)| word));
    words
}

/// Whether the manual gives `word` a meaning and `objdump` 2.40 does not: a rounding mode where nothing is rounded; a fence
/// of no accesses, or with fields that are to be ignored.
fn is_unknown_to_objdump(insn: Insn, word: u32) -> bool {
    match insn.op.row().name {
        "fence" => word & !0x0ff0_0000 != 0xf || word >> 20 & 15 == 0 || word >> 24 & 15 == 0,
        "fence.i" => word != 0x100f,
        _ => {
            matches!(insn.op.row().format, Format::FloatWiden | Format::FloatFromWord) && insn.rounding() != 0
        }
    }
}

/// Whether the instruction is about a CSR that our listing lacks: we write its number, `objdump` may know its name.
fn is_csr_without_name(insn: Insn) -> bool {
    matches!(insn.op.row().format, Format::Csr | Format::CsrImmediate) && csr::find(insn.csr()).is_none()
}

/// A form without its third word.
fn without_csr(form: &str) -> Vec<&str> {
    form.split(' ').enumerate().filter(|(n, _)| *n != 2).map(|(_, word)| word).collect()
}

#[test]
fn a_large_sample_of_words_is_what_objdump_says() {
    let words = sample();
    let mut differences = Vec::new();
    for (index, (&word, theirs)) in words.iter().zip(objdump("words", &words)).enumerate() {
        let ours = ours(index, word);
        let explained = match (decode(word), &theirs) {
            (Some(insn), None) => is_unknown_to_objdump(insn, word),
            (None, Some(text)) => LACKING.contains(&(text, word)),
            (Some(insn), Some(_)) if is_csr_without_name(insn) => {
                ours.as_deref().map(without_csr) == theirs.as_deref().map(without_csr)
            }
            (Some(_), Some(_)) | (None, None) => ours == theirs,
        };
        if !explained {
            differences.push(format!("{word:08x}: {ours:?}, objdump {theirs:?}"));
        }
    }
    none(differences);
}

#[test]
fn as_turns_what_we_write_back_into_the_word() {
    let words: Vec<u32> = sample()
        .into_iter()
        .filter(|&word| decode(word).is_some_and(|insn| !is_unknown_to_objdump(insn, word)))
        .collect();
    let mut source = String::from(".option norvc\n.option norelax\n");
    for &word in &words {
        let insn = decode(word).unwrap();
        let text = insn.to_string();
        match insn.target(0) {
            // Offsets are written from here.
            Some(_) => {
                let (before, offset) = text.rsplit_once(' ').unwrap();
                source += &format!("{before} .+({offset})\n");
            }
            None => source += &format!("{text}\n"),
        }
    }
    let (source, object, image) = (Scratch::new("s", source), Scratch::new("o", ""), Scratch::new("bin", ""));
    output(tool("as").args(["-march=rv64gc", "-o"]).args([&object.0, &source.0]));
    output(tool("objcopy").args(["-O", "binary", "-j", ".text"]).args([&object.0, &image.0]));
    let bytes = fs::read(&image.0).unwrap();
    assert_eq!(bytes.len(), 4 * words.len());
    let differences = words.iter().zip(bytes.as_chunks().0).filter_map(|(&word, bytes)| {
        let assembled = u32::from_le_bytes(*bytes);
        (assembled != word)
            .then(|| format!("{word:08x} is {}, which is {assembled:08x}", decode(word).unwrap()))
    });
    none(differences.collect());
}
