//! Traps: what the hardware saves and changes, and where it goes.

mod common;
use common::{OPEN_MEMORY, assemble, csr, finish, load, with_paging, x};
use machine::{Access, Cause, Crossing, CrossingKind, Crossings, Jump, Machine, Mode, Stop, Trap, Watch};

const SIE: u64 = 1 << 1;
const SPIE: u64 = 1 << 5;
const SPP: u64 = 1 << 8;

/// Runs to the first trap that S-mode takes.
fn first_trap(machine: &mut Machine) -> Crossing {
    for _ in 0..100 {
        match machine.run(100_000, &mut Crossings) {
            Stop::Crossed(crossing @ Crossing { kind: CrossingKind::Trap { .. }, .. }) => return crossing,
            Stop::Crossed(_) => {}
            stop => panic!("{stop:?} at {:#x}", machine.hart.pc),
        }
    }
    panic!("no trap");
}

/// The trap that `source`, which has the labels `trap` and `mode`, takes: code and `stval`.
#[track_caller]
fn check_trap(mode: &str, source: &str, code: u8, tval: u64) -> Machine {
    let mut machine = load(&with_paging(mode, source));
    let crossing = first_trap(&mut machine);
    let CrossingKind::Trap { cause, tval: seen, .. } = crossing.kind else { panic!() };
    assert_eq!((cause, seen), (Cause { interrupt: false, code }, tval), "{source}");
    machine
}

/// A machine in U-mode about to run `source` at 0x8020_0000 (where `la` would be wrong).
fn user(source: &str) -> Machine {
    let mut machine = load(&with_paging("user", "user: \n trap: \n wfi"));
    assert!(machine.write_ram(0x8020_0000, &assemble(source)));
    while machine.hart.mode != Mode::U {
        machine.step();
    }
    machine.hart.pc = 0x8020_0000;
    machine
}

#[test]
fn an_ecall_from_user_mode_does_these_things_and_no_others() {
    let mut machine = user("addi a7, zero, 64 \n ecall");
    machine.step();
    let (before, at) = (machine.hart.clone(), machine.at);
    let status = csr(&machine, "mstatus");
    let others = ["satp", "sip", "sie", "mip", "mepc", "mcause", "sscratch", "stvec"];
    let kept = others.map(|name| csr(&machine, name));
    let Stop::Crossed(crossing) = machine.run(at + 5, &mut Crossings) else { panic!() };
    assert_eq!(
        crossing.kind,
        CrossingKind::Trap { cause: Cause { interrupt: false, code: 8 }, epc: 0x8020_0004, tval: 0 }
    );
    assert_eq!((crossing.from, crossing.to, crossing.at), (Mode::U, Mode::S, at + 1));
    assert_eq!((crossing.from_pc, crossing.to_pc), (0x8020_0004, csr(&machine, "stvec")));
    assert_eq!((machine.hart.pc, machine.hart.mode), (crossing.to_pc, Mode::S));
    assert_eq!(machine.hart.x, before.x);
    assert_eq!(["scause", "sepc", "stval"].map(|name| csr(&machine, name)), [8, 0x8020_0004, 0]);
    let expected = status & !(SIE | SPIE | SPP) | if status & SIE != 0 { SPIE } else { 0 };
    assert_eq!(csr(&machine, "mstatus"), expected);
    assert_eq!(others.map(|name| csr(&machine, name)), kept);
}

#[test]
fn a_trap_from_supervisor_mode_remembers_mode_and_interrupt_enable() {
    let source = "kernel: \n csrrsi zero, sstatus, 2 \n ecall \n trap: \n wfi";
    let machine = check_trap("kernel", source, 9, 0);
    assert_eq!(csr(&machine, "sstatus") & (SIE | SPIE | SPP), SPIE | SPP);
}

#[test]
fn sret_goes_back_and_restores_the_interrupt_enable() {
    let mut machine = user("ecall");
    let Stop::Crossed(trap) = machine.run(u64::MAX, &mut Crossings) else { panic!() };
    assert!(machine.write_ram(trap.to_pc, &assemble("csrrsi zero, sstatus, 2 \n li t0, 0x20 \n csrrs zero, sstatus, t0 \n csrrci zero, sstatus, 2 \n sret")));
    let Stop::Crossed(back) = machine.run(u64::MAX, &mut Crossings) else { panic!() };
    assert_eq!(back.kind, CrossingKind::Return { op: isa::Op::Sret });
    assert_eq!((back.from, back.to, back.to_pc), (Mode::S, Mode::U, 0x8020_0000));
    assert_eq!(csr(&machine, "sstatus") & (SIE | SPIE | SPP), SIE | SPIE);
}

#[test]
fn an_exception_not_delegated_goes_to_machine_mode() {
    let machine = finish("la t0, handler \n csrrw zero, mtvec, t0 \n ecall \n .align 4 \n handler: \n wfi");
    assert_eq!(csr(&machine, "mcause"), 11);
    assert_eq!(csr(&machine, "mstatus") >> 11 & 3, 3);
    let undelegated = "li t0, -1 \n csrrw zero, pmpaddr0, t0 \n csrrwi zero, pmpcfg0, 31 \n la t0, handler \n csrrw zero, mtvec, t0 \n la t0, supervisor \n csrrw zero, mepc, t0
        li t0, 0x800 \n csrrw zero, mstatus, t0 \n mret \n supervisor: \n ecall \n .align 4 \n handler: \n wfi";
    let machine = finish(undelegated);
    assert_eq!((csr(&machine, "mcause"), csr(&machine, "mstatus") >> 11 & 3), (9, 1));
}

#[test]
fn an_illegal_instruction_says_which_it_was() {
    check_trap("kernel", "kernel: \n csrrw zero, mstatus, zero \n trap: \n wfi", 2, 0x3000_1073);
    check_trap("kernel", "kernel: \n .half 0 \n trap: \n wfi", 2, 0);
    check_trap("kernel", "kernel: \n .half 0x8002 \n trap: \n wfi", 2, 0x8002);
    check_trap("kernel", "kernel: \n csrrw zero, time, zero \n trap: \n wfi", 2, 0xc010_1073);
    check_trap("kernel", "kernel: \n mret \n trap: \n wfi", 2, 0x3020_0073);
    check_trap("kernel", "kernel: \n ebreak \n trap: \n wfi", 3, 0);
}

#[test]
fn user_mode_may_not_touch_the_supervisors_instructions() {
    for (source, word) in [
        ("sret", 0x1020_0073u64),
        ("wfi", 0x1050_0073),
        ("sfence.vma zero, zero", 0x1200_0073),
        ("csrrw zero, sstatus, t0", 0x1002_9073),
    ] {
        let mut machine = user(source);
        let Stop::Crossed(crossing) = machine.run(u64::MAX, &mut Crossings) else { panic!() };
        let cause = Cause { interrupt: false, code: 2 };
        assert_eq!(crossing.kind, CrossingKind::Trap { cause, epc: 0x8020_0000, tval: word }, "{source}");
    }
}

#[test]
fn tvm_tw_and_tsr_take_instructions_from_the_supervisor() {
    for (bit, source) in
        [(20, "sfence.vma zero, zero"), (20, "csrrs t0, satp, zero"), (21, "wfi"), (22, "sret")]
    {
        let source = format!(
            "{OPEN_MEMORY} \n la t0, handler \n csrrw zero, mtvec, t0 \n la t0, supervisor \n csrrw zero, mepc, t0 \n li t0, 1
            slli t0, t0, {bit} \n csrrs zero, mstatus, t0 \n li t0, 0x800 \n csrrs zero, mstatus, t0 \n mret
            supervisor: \n {source} \n .align 4 \n handler: \n wfi"
        );
        assert_eq!(csr(&finish(&source), "mcause"), 2, "{source}");
    }
}

#[test]
fn only_interrupts_are_vectored() {
    let base = "la t0, table \n addi t0, t0, 1 \n csrrw zero, mtvec, t0 \n";
    let table = ".align 64 \n table: \n j exception \n j here \n nop \n j software \n";
    let ends = "here: \n wfi \n exception: \n addi a0, zero, 1 \n wfi \n software: \n addi a0, zero, 3 \n csrrs a1, mcause, zero \n csrrw zero, mie, zero \n wfi";
    assert_eq!(x(&finish(&format!("{base} ecall \n {table} {ends}")), "a0"), 1);
    let software = "li t0, 0x2000000 \n addi t1, zero, 1 \n addi t2, zero, 8 \n csrrs zero, mie, t2 \n csrrsi zero, mstatus, 8 \n sw t1, 0(t0) \n addi a0, zero, 9 \n";
    let machine = finish(&format!("{base} {software} {table} {ends}"));
    assert_eq!((x(&machine, "a0"), x(&machine, "a1")), (3, 1 << 63 | 3));
}

#[test]
fn an_access_to_nowhere_is_an_access_fault() {
    check_trap("kernel", "kernel: \n li t0, 0x3000000 \n ld t1, 0(t0) \n trap: \n wfi", 5, 0x300_0000);
    check_trap("kernel", "kernel: \n li t0, 0x3000000 \n sd t1, 0(t0) \n trap: \n wfi", 7, 0x300_0000);
    check_trap("kernel", "kernel: \n li t0, 0x3000000 \n jalr zero, 0(t0) \n trap: \n wfi", 1, 0x300_0000);
    check_trap("kernel", "kernel: \n li t0, 0xc000001 \n lw t1, 0(t0) \n trap: \n wfi", 5, 0xc00_0001);
    check_trap("kernel", "kernel: \n li t0, 0xc000000 \n lb t1, 0(t0) \n trap: \n wfi", 5, 0xc00_0000);
}

#[test]
fn csrs_keep_only_what_they_can_hold() {
    for (name, written, kept) in [
        ("misa", 0, 0x8000_0000_0014_112d),
        ("mepc", 0x1001, 0x1000),
        ("mtvec", 0x1002, 0),
        ("mideleg", u64::MAX, 0x222),
        ("medeleg", u64::MAX, 0xb3ff),
        ("mie", u64::MAX, 0xaaa),
        ("mip", u64::MAX, 0x222),
        ("mcounteren", u64::MAX, 7),
        ("menvcfg", u64::MAX, 1 << 63 | 1),
        ("satp", 9 << 60 | 1, 0),
        // Locked or not, without the bits that mean nothing; what may be written may be read.
        ("pmpcfg0", u64::MAX, 0x9f9f_9f9f_9f9f_9f9f),
        ("pmpcfg2", 0x7f_7d_7b_7a_7e_62, 0x1f_1d_1b_18_1c_00),
        ("pmpaddr15", u64::MAX, (1 << 54) - 1),
        // No vectors and no other extension with state; both widths 64 bits, MPP takes 3.
        ("mstatus", !(1 << 17), 0x8000_000a_007c_79aa),
        ("mstatus", 1 << 11, 0xa_0000_0800),
    ] {
        let machine = finish(&format!("li t0, {:#x} \n csrrw zero, {name}, t0 \n wfi", written));
        assert_eq!(csr(&machine, name), kept, "{name}");
    }
}

#[test]
fn counters_count_retired_instructions_and_steps() {
    let machine = finish(
        "csrrs a0, minstret, zero \n csrrs a1, mcycle, zero \n csrrw zero, minstret, zero \n csrrs a2, minstret, zero \n addi t0, zero, 5 \n csrrw zero, mcountinhibit, t0 \n csrrs a3, mcycle, zero \n csrrs a4, mcycle, zero \n wfi",
    );
    assert_eq!(["a0", "a1", "a2"].map(|name| x(&machine, name)), [0, 1, 0]);
    assert_eq!(x(&machine, "a3"), x(&machine, "a4"));
}

#[test]
fn user_mode_reads_the_time_if_both_modes_above_let_it() {
    let mut machine = user("csrrs a0, time, zero");
    let at = machine.at;
    machine.step();
    assert_eq!(x(&machine, "a0"), at);
    assert_eq!(machine.peek(0x8020_0000, Access::Store), Ok(0x8020_0000));
    assert_eq!(machine.peek(0x8000_0000, Access::Load), Err(Trap::LoadPageFault { va: 0x8000_0000 }));
}

#[test]
fn jumps_are_reported_with_their_meaning() {
    #[derive(Default)]
    struct Log(Vec<(u64, Jump)>);
    impl Watch for Log {
        const CROSSINGS: bool = false;
        const JUMPS: bool = true;
        fn jump(&mut self, hart: &machine::Hart, _at: u64, from: u64, to: u64, link: Jump) {
            assert_eq!(hart.pc, from);
            self.0.push((to - common::BASE, link));
        }
    }
    let mut machine = load("jal ra, function \n wfi \n function: \n jal zero, on \n on: \n ret");
    let mut log = Log::default();
    assert_eq!(machine.run(100, &mut log), Stop::Idle);
    assert_eq!(log.0, [(8, Jump::Call), (12, Jump::Jump), (4, Jump::Return)]);
}
