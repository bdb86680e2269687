//! Millions of guest instructions per second, natively and in WASM under Node: `cargo bench -p machine --bench speed`.
//! Each workload is an endless loop, in M-mode without translation and in U-mode under Sv39. The figures are medians.

#[path = "../tests/common/mod.rs"]
mod common;
mod node;

use std::time::Instant;

use common::{assemble, load, with_paging};
use machine::{Crossings, Machine, Mode, Unwatched, Watch};
use node::{arguments, median};

/// Steps of a sample: the trap-heavy workloads take a tenth of a second for them.
const STEPS: u64 = 10_000_000;
const SAMPLES: usize = 11;
/// What makes [`node::bench`]'s benchmark print its figures only.
const FIGURES: &str = "figures";

/// Arithmetic and branches: a mixing function and a countdown.
const INTEGER: &str = "
    li s0, 0x2545f4914f6cdd1d
    addi a0, zero, 1
    outer:
    addi t0, zero, 100
    inner:
    slli t1, a0, 13
    xor a0, a0, t1
    srli t1, a0, 7
    xor a0, a0, t1
    slli t1, a0, 17
    xor a0, a0, t1
    mul a1, a0, s0
    add a2, a2, a1
    addiw a3, a2, 5
    addi t0, t0, -1
    bne t0, zero, inner
    j outer";

/// Loads and stores: 256 KiB summed up and moved, by words and bytes.
const MEMORY: &str = "
    outer:
    li t0, 0x80240000
    li t1, 0x80280000
    inner:
    ld a0, 0(t0)
    lw a1, 8(t0)
    lbu a2, 13(t0)
    add a0, a0, a1
    add a0, a0, a2
    sd a0, 16(t0)
    sw a1, 24(t0)
    sb a2, 28(t0)
    addi t0, t0, 32
    bltu t0, t1, inner
    j outer";

/// Calls between two pages, with a frame each.
const CALLS: &str = "
    li sp, 0x80240000
    outer:
    la s0, far
    jalr ra, 0(s0)
    j outer
    .align 4096
    far:
    addi sp, sp, -16
    sd ra, 8(sp)
    sd s0, 0(sp)
    addi a0, a0, 1
    ld ra, 8(sp)
    ld s0, 0(sp)
    addi sp, sp, 16
    ret";

/// Doubles as a compiler leaves them: a polynomial by fused multiply-adds, sums, products, a comparison, one quotient.
const FLOAT: &str = "
    li t0, 0x3ff0000000000000
    fmv.d.x fs0, t0
    li t0, 0x3fb999999999999a
    fmv.d.x fs1, t0
    outer:
    fmv.d.x fa0, zero
    addi t0, zero, 100
    inner:
    fmadd.d fa1, fa0, fs1, fs0
    fmadd.d fa1, fa1, fa0, fs1
    fmul.d fa2, fa1, fs1
    fadd.d fa3, fa3, fa2
    fsub.d fa4, fa2, fa0
    flt.d t1, fa4, fs0
    fcvt.d.w fa5, t0
    fdiv.d fa6, fa5, fs1
    fadd.d fa0, fa0, fs1
    addi t0, t0, -1
    bne t0, zero, inner
    j outer";

/// Traps: an `ecall` whose handler saves and restores some registers.
const TRAPS: &str = "
    outer:
    addi a7, zero, 64
    ecall
    addi a0, a0, 1
    j outer";

/// A handler in S- or M-mode.
fn handler(level: char) -> String {
    let ret = if level == 's' { "sret" } else { "mret" };
    format!(
        "csrrw sp, {level}scratch, sp
        sd t0, 0(sp)
        sd t1, 8(sp)
        csrrs t0, {level}cause, zero
        csrrs t1, {level}epc, zero
        addi t1, t1, 4
        csrrw zero, {level}epc, t1
        ld t0, 0(sp)
        ld t1, 8(sp)
        csrrw sp, {level}scratch, sp
        {ret}"
    )
}

/// The workload in M-mode.
fn bare(source: &str) -> Machine {
    load(&format!(
        "la t0, handler
        csrrw zero, mtvec, t0
        li t0, 0x80300000
        csrrw zero, mscratch, t0
        li t0, 0x2000
        csrrs zero, mstatus, t0
        {source}
        .align 4096
        handler:
        {}",
        handler('m')
    ))
}

/// The workload in U-mode, its traps in S-mode.
fn paged(source: &str) -> Machine {
    let trap = format!("user: \n .align 4096 \n trap: \n {}", handler('s'));
    let mut machine = load(&with_paging("user", &trap).replacen(
        "mret",
        "li t0, 0x80180000 \n csrrw zero, sscratch, t0 \n mret",
        1,
    ));
    assert!(machine.write_ram(0x8020_0000, &assemble(source)));
    while machine.hart.mode != Mode::U {
        machine.step();
    }
    machine.hart.pc = 0x8020_0000;
    machine
}

const WORKLOADS: [(&str, &str); 5] =
    [("integer", INTEGER), ("memory", MEMORY), ("calls", CALLS), ("float", FLOAT), ("traps", TRAPS)];
const COLUMNS: [&str; 3] = ["M-mode", "U-mode, Sv39", "every crossing"];

/// Millions of steps a second.
fn speed<W: Watch>(mut machine: Machine, watch: &mut W) -> f64 {
    let sample = |_| {
        let (until, start) = (machine.at + STEPS, Instant::now());
        while machine.at < until {
            machine.run(until, watch);
        }
        STEPS as f64 / start.elapsed().as_secs_f64() / 1e6
    };
    median((0..SAMPLES).map(sample).collect())
}

/// A row for each workload: in M-mode, in U-mode, and there stopping at each crossing, as the page does.
fn figures() -> [[f64; COLUMNS.len()]; WORKLOADS.len()] {
    WORKLOADS.map(|(_, source)| {
        let [one, other, third] = [bare(source), paged(source), paged(source)];
        [speed(one, &mut Unwatched), speed(other, &mut Unwatched), speed(third, &mut Crossings)]
    })
}

fn table(title: &str, rows: impl IntoIterator<Item = impl IntoIterator<Item = f64>>) {
    print!("{title:24}");
    for column in COLUMNS {
        print!("{column:>16}");
    }
    for ((name, _), row) in WORKLOADS.iter().zip(rows) {
        print!("\n  {name:22}");
        for figure in row {
            print!("{figure:16.1}");
        }
    }
    println!();
}

fn main() {
    if arguments() == [FIGURES] {
        for row in figures() {
            println!("{}", row.map(|figure| figure.to_string()).join(" "));
        }
        return;
    }
    println!("Millions of instructions a second");
    table("natively", figures());
    match node::bench("speed", &[FIGURES]) {
        Ok(text) => {
            table(
                "in WASM under Node",
                text.lines().map(|row| row.split(' ').map(|word| word.parse().unwrap())),
            );
        }
        Err(sentence) => println!("{sentence}"),
    }
}
