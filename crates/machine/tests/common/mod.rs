//! An assembler for tests, read off the instruction table, and a machine with a program in it.
#![allow(dead_code)]

use std::collections::HashMap;

use isa::{FLOAT_REGISTERS, Format, REGISTERS, ROWS, Row};
use machine::{Boot, Machine, Stop, Unwatched};

/// Where test programs begin.
pub const BASE: u64 = board::RAM_BASE;

/// Assembles `source` to lie at [`BASE`]. Lines are labels, instructions in the disassembler's syntax (a jump or branch
/// names a label), `li rd, number`, `la rd, label`, `j label`, `ret`, `nop`, `.dword number-or-label`, `.half number`,
/// `.align bytes`; `#` begins a comment.
pub fn assemble(source: &str) -> Vec<u8> {
    let lines =
        || source.lines().map(|line| line.split('#').next().unwrap().trim()).filter(|line| !line.is_empty());
    let mut labels = HashMap::new();
    let mut bytes = Vec::new();
    for pass in 0..2 {
        bytes.clear();
        for line in lines() {
            match line.strip_suffix(':') {
                Some(label) => {
                    labels.insert(label.to_string(), BASE + bytes.len() as u64);
                }
                None => statement(line, &mut bytes, &|name| match labels.get(name) {
                    Some(address) => *address,
                    None if pass == 0 => BASE,
                    None => panic!("no label {name}"),
                }),
            }
        }
    }
    bytes
}

fn statement(line: &str, out: &mut Vec<u8>, label: &dyn Fn(&str) -> u64) {
    let (name, operands) = line.split_once(' ').unwrap_or((line, ""));
    let operands: Vec<&str> =
        operands.split([',', '(', ')']).map(str::trim).filter(|word| !word.is_empty()).collect();
    let pc = BASE + out.len() as u64;
    let mut emit = |text: String| statement(&text, out, label);
    match name {
        ".dword" => out
            .extend(parse(operands[0]).map(|n| n as u64).unwrap_or_else(|| label(operands[0])).to_le_bytes()),
        ".half" => out.extend((number(operands[0]) as u16).to_le_bytes()),
        ".align" => out.resize(out.len().next_multiple_of(number(operands[0]) as usize), 0),
        "nop" => emit("addi zero, zero, 0".into()),
        "ret" => emit("jalr zero, 0(ra)".into()),
        "j" => emit(format!("jal zero, {}", operands[0])),
        "li" => load_immediate(operands[0], number(operands[1]), out, label),
        "la" => {
            let offset = label(operands[1]).wrapping_sub(pc) as i32;
            emit(format!("auipc {}, {}", operands[0], (offset.wrapping_add(0x800) as u32) >> 12));
            emit(format!("addi {0}, {0}, {1}", operands[0], offset << 20 >> 20));
        }
        _ => {
            let row =
                ROWS.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no instruction {name}"));
            out.extend(encode(row, &operands, pc, label).to_le_bytes());
        }
    }
}

fn load_immediate(rd: &str, value: i64, out: &mut Vec<u8>, label: &dyn Fn(&str) -> u64) {
    let low = value << 52 >> 52;
    if low == value {
        statement(&format!("addi {rd}, zero, {value}"), out, label);
    } else if value as i32 as i64 == value {
        statement(&format!("lui {rd}, {}", ((value as u32).wrapping_add(0x800)) >> 12), out, label);
        statement(&format!("addiw {rd}, {rd}, {low}"), out, label);
    } else {
        load_immediate(rd, value.wrapping_sub(low) >> 12, out, label);
        statement(&format!("slli {rd}, {rd}, 12"), out, label);
        statement(&format!("addi {rd}, {rd}, {low}"), out, label);
    }
}

/// A number, decimal or hexadecimal, negative or not.
fn parse(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let value = match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok()? as i64,
        None => digits.parse::<i64>().ok()?,
    };
    Some(if negative { -value } else { value })
}

fn number(text: &str) -> i64 {
    parse(text).unwrap_or_else(|| panic!("no number: {text}"))
}

fn encode(row: &Row, operands: &[&str], pc: u64, label: &dyn Fn(&str) -> u64) -> u32 {
    let named = |index: usize, names: &[&str]| match names.iter().position(|name| *name == operands[index]) {
        Some(number) => number as u32,
        None => panic!("no register {}", operands[index]),
    };
    let register = |index| named(index, &REGISTERS);
    let csr = |index: usize| match isa::csr::ALL.iter().find(|csr| csr.name == operands[index]) {
        Some(csr) => csr.number as u32,
        None => number(operands[index]) as u32,
    };
    let imm = |index: usize| number(operands[index]) as u32;
    let offset = |index: usize| label(operands[index]).wrapping_sub(pc) as u32;
    let (rd, rs1, rs2) = (|n| register(n) << 7, |n| register(n) << 15, |n| register(n) << 20);
    let (fd, fs1, fs2) = (
        |n| named(n, &FLOAT_REGISTERS) << 7,
        |n| named(n, &FLOAT_REGISTERS) << 15,
        |n| named(n, &FLOAT_REGISTERS) << 20,
    );
    let rm = |index: usize| {
        let modes = ["rne", "rtz", "rdn", "rup", "rmm"];
        operands.get(index).map_or(7, |name| modes.iter().position(|mode| mode == name).unwrap() as u32) << 12
    };
    row.bits
        | match row.format {
            Format::Upper => rd(0) | imm(1) << 12,
            Format::Jump => {
                let o = offset(1);
                rd(0)
                    | (o >> 20 & 1) << 31
                    | (o >> 1 & 0x3ff) << 21
                    | (o >> 11 & 1) << 20
                    | (o >> 12 & 0xff) << 12
            }
            Format::Branch => {
                let o = offset(2);
                let scattered =
                    (o >> 12 & 1) << 31 | (o >> 5 & 63) << 25 | (o >> 1 & 15) << 8 | (o >> 11 & 1) << 7;
                rs1(0) | rs2(1) | scattered
            }
            Format::Load => rd(0) | imm(1) << 20 | rs1(2),
            Format::Store => rs2(0) | (imm(1) >> 5 & 127) << 25 | (imm(1) & 31) << 7 | rs1(2),
            Format::Immediate => rd(0) | rs1(1) | imm(2) << 20,
            Format::Shift => rd(0) | rs1(1) | (imm(2) & 63) << 20,
            Format::Register => rd(0) | rs1(1) | rs2(2),
            Format::Fence => 0xff << 20,
            Format::Csr => rd(0) | csr(1) << 20 | rs1(2),
            Format::CsrImmediate => rd(0) | csr(1) << 20 | (imm(2) & 31) << 15,
            Format::Plain => 0,
            Format::VmaFence => rs1(0) | rs2(1),
            Format::LoadReserved => rd(0) | rs1(1),
            Format::Atomic => rd(0) | rs2(1) | rs1(2),
            Format::FloatLoad => fd(0) | imm(1) << 20 | rs1(2),
            Format::FloatStore => fs2(0) | (imm(1) >> 5 & 127) << 25 | (imm(1) & 31) << 7 | rs1(2),
            Format::FloatFused => fd(0) | fs1(1) | fs2(2) | named(3, &FLOAT_REGISTERS) << 27 | rm(4),
            Format::FloatRounded => fd(0) | fs1(1) | fs2(2) | rm(3),
            Format::FloatRegister => fd(0) | fs1(1) | fs2(2),
            Format::FloatUnary | Format::FloatWiden => fd(0) | fs1(1) | rm(2),
            Format::FloatToInteger => rd(0) | fs1(1) | rm(2),
            Format::FloatFromInteger | Format::FloatFromWord => fd(0) | rs1(1) | rm(2),
            Format::FloatCompare => rd(0) | fs1(1) | fs2(2),
            Format::FloatMoveOut => rd(0) | fs1(1),
            Format::FloatMoveIn => fd(0) | rs1(1),
        }
}

/// The value of the register with this ABI name.
#[track_caller]
pub fn x(machine: &Machine, name: &str) -> u64 {
    machine.hart.x[REGISTERS.iter().position(|register| *register == name).unwrap()]
}

/// The value of the CSR with this name.
#[track_caller]
pub fn csr(machine: &Machine, name: &str) -> u64 {
    let csr = isa::csr::ALL.iter().find(|csr| csr.name == name).unwrap();
    machine.csr(csr.number).unwrap()
}

/// A machine with 8 MiB of RAM and `source` at the start of it.
pub fn load(source: &str) -> Machine {
    let mut machine = Machine::new(8 << 20);
    let bytes = assemble(source);
    let boot = Boot { segments: &[(BASE, &bytes)], entry: BASE, initrd: None, bootargs: "" };
    machine.boot(&boot).unwrap();
    machine
}

/// The machine once `source` has come to a `wfi` with nothing to wait for.
#[track_caller]
pub fn finish(source: &str) -> Machine {
    let mut machine = load(source);
    assert_eq!(machine.run(1_000_000, &mut Unwatched), Stop::Idle, "at {:#x}", machine.hart.pc);
    machine
}

/// Lets S and U use all addresses.
pub const OPEN_MEMORY: &str = "li t0, -1 \n csrrw zero, pmpaddr0, t0 \n csrrwi zero, pmpcfg0, 31";

/// `source` started at label `mode` in U-mode if that is `user`, else in S-mode, behind this much of M-mode: all that can be
/// delegated is, `stvec` is at `trap`, `mtvec` at `fatal`, and Sv39 page tables map the devices and 4 MiB of RAM at their
/// addresses: the first 2 MiB of RAM for S, the second for U. `source` has the labels `trap` and `mode`; `root` and `middle` are the tables.
pub fn with_paging(mode: &str, source: &str) -> String {
    // Floating point is on.
    let mpp = (if mode == "user" { 0 } else { 1 << 11 }) | 1 << 13;
    format!(
        "
        li t0, 0xb3ff
        csrrw zero, medeleg, t0
        li t0, 0x222
        csrrw zero, mideleg, t0
        la t0, trap
        csrrw zero, stvec, t0
        la t0, fatal
        csrrw zero, mtvec, t0
        {OPEN_MEMORY}
        li t0, 7
        csrrw zero, mcounteren, t0
        csrrw zero, scounteren, t0
        li t0, 0x8000000000000000
        csrrs zero, menvcfg, t0
        # root[0] = 1 GiB of devices, for the kernel; root[2] -> middle; middle[0] = 2 MiB kernel page; middle[1] = 2 MiB user page.
        la t0, root
        la t1, middle
        li t2, 0xcf
        sd t2, 0(t0)
        srli t2, t1, 2
        addi t2, t2, 1
        sd t2, 16(t0)
        li t2, 0x200000cf
        sd t2, 0(t1)
        li t2, 0x200800df
        sd t2, 8(t1)
        srli t0, t0, 12
        li t1, 0x8000000000000000
        or t0, t0, t1
        csrrw zero, satp, t0
        sfence.vma zero, zero
        li t0, {mpp}
        csrrw zero, mstatus, t0
        la t0, {mode}
        csrrw zero, mepc, t0
        mret
        fatal:
        csrrw zero, mie, zero
        wfi
        {source}
        .align 4096
        root:
        .align 8
        .dword 0
        .align 4096
        middle:
        .dword 0
        .align 4096
        "
    )
}
