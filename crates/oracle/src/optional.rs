//! Where the manual lets a machine choose, and where QEMU 7.2 does what the manual does not say: what both machines do, and
//! why programs do not try it. Everything that programs do try is compared in full: there is no other mask.

/// A behaviour that programs keep away from.
#[derive(Clone, Copy, Debug)]
pub struct Behaviour {
    /// What it is about.
    pub what: &'static str,
    /// Section and title in the manual, version 20240411; "Priv." is Volume II.
    pub manual: &'static str,
    /// Whether the manual leaves it open. If not, ours does what it says.
    pub open: bool,
    /// What our machine does.
    pub ours: &'static str,
    /// What QEMU 7.2 does.
    pub qemu: &'static str,
    /// How programs keep away from it.
    pub kept_apart: &'static str,
}

// One row is one behaviour.
macro_rules! behaviours {
    ($($what:literal, $manual:literal, $open:ident, $ours:literal, $qemu:literal, $apart:literal;)*) => {
        /// Every such behaviour, in the manual's order, Volume I first.
        pub const BEHAVIOURS: &[Behaviour] = &[$(Behaviour {
            what: $what, manual: $manual, open: behaviours!($open), ours: $ours, qemu: $qemu, kept_apart: $apart,
        },)*];
    };
    (open) => { true };
    (closed) => { false };
}

behaviours! {
    "csrrs and csrrc of a read-only CSR with a register, not x0, that holds 0",
        "§6.1 \"CSR Instructions\"", closed,
        "illegal instruction", "reads the CSR",
        "such a register never holds 0";
    "what counters count", "§7.1 \"Zicntr Extension for Base Counters and Timers\"", open,
        "a cycle and 100 ns per step", "the host's time", "what is read is thrown away";
    "a store by the same hart between lr and sc; an sc of another size than the lr",
        "§13.2 \"Load-Reserved/Store-Conditional Instructions\"", open,
        "the sc stores", "the sc fails if the value has changed", "there is no such store and no such pair";
    "an sc that fails, to an address that is misaligned or may not be written",
        "§13.2 \"Load-Reserved/Store-Conditional Instructions\"", open,
        "traps", "fails without a trap", "an sc goes where it may write";
    "cause of an AMO that may not load what it may not store either",
        "§13.4 \"Atomic Memory Operations\"; Priv. §3.1.15 \"Machine Cause (mcause) Register\"", closed,
        "a store's", "a load's, if the board can have one hart only; a load access fault where nothing is",
        "QEMU's board may have two harts; AMOs go to memory";
    "mstatus.UXL", "Priv. §3.1.6.3 \"Base ISA Control in mstatus Register\"", open,
        "is 2", "can be written", "2 is written";
    "mstatus.MPP of 2", "Priv. §3.1.6.1 \"Privilege and Global Interrupt-Enable Stack in mstatus register\"", open,
        "keeps the old mode", "holds 2", "is not written";
    "mstatus.MPRV after mret or sret to a lesser mode",
        "Priv. §3.1.6.4 \"Memory Privilege in mstatus Register\"", closed,
        "0", "unchanged", "no mode is left with MPRV set";
    "translations under mstatus.MPRV after a trap or mret has changed MPP",
        "Priv. §3.1.6.4 \"Memory Privilege in mstatus Register\"", closed,
        "those of the new MPP", "those of the old MPP that were remembered",
        "there is one access between setting MPRV and clearing it";
    "mstatus.VS, MPV and GVA without V and H", "Priv. §3.1.6 \"Machine Status (mstatus and mstatush) Registers\"", open,
        "are 0", "can be written", "0 is written";
    "mstatus.FS after an instruction that changes flags and no floating-point register",
        "Priv. §3.1.6.6 \"Extension Context Status in mstatus Register\"", closed,
        "is Dirty", "is as before", "programs with such instructions begin with FS Off or Dirty";
    "medeleg of codes that are reserved, of H, or ecall from M-mode",
        "Priv. §3.1.8 \"Machine Trap Delegation (medeleg and mideleg) Registers\"", open,
        "are 0", "can be written", "0 is written";
    "mideleg, mie and mip of interrupts of H",
        "Priv. §3.1.9 \"Machine Interrupt (mip and mie) Registers\"", open,
        "are 0", "can be written", "0 is written";
    "the order of a supervisor external interrupt and a software or timer interrupt",
        "Priv. §3.1.9 \"Machine Interrupt (mip and mie) Registers\"", closed,
        "external first", "the lowest code first", "they are not enabled together";
    "event counters and their selectors", "Priv. §3.1.10 \"Hardware Performance Monitor\"", open,
        "are 0", "count, or trap if there are none", "are not named";
    "mcounteren, scounteren and mcountinhibit of event counters",
        "Priv. §3.1.11 \"Machine Counter-Enable (mcounteren) Register\"", open,
        "are 0", "can be written", "0 is written";
    "bit 0 of mepc and sepc", "Priv. §3.1.14 \"Machine Exception Program Counter (mepc) Register\"", closed,
        "is 0", "can be written", "0 is written";
    "mtval of a misaligned load where nothing is", "Priv. §3.1.16 \"Machine Trap Value (mtval) Register\"", closed,
        "the address", "the address rounded down to the size", "misaligned accesses go to memory";
    "menvcfg and senvcfg of cache-block operations",
        "Priv. §3.1.18 \"Machine Environment Configuration (menvcfg) Register\"", open,
        "are 0", "can be written", "0 is written";
    "mtimecmp at reset", "Priv. §3.2.1 \"Machine Timer (mtime and mtimecmp) Registers\"", open,
        "the greatest time", "0: the timer interrupt is pending", "it is written first";
    "entries of physical memory protection that allow W without R", "Priv. §3.7.1 \"Physical Memory Protection CSRs\"", open,
        "see OPTIONS.md of the machine", "hold what is written", "are not written, nor are locked ones";
    "an entry of physical memory protection up to address 0", "Priv. §3.7.1 \"Physical Memory Protection CSRs\"", closed,
        "matches nothing", "matches everything", "no entry goes up to 0";
    "fetches from a page of which physical memory protection allows a part",
        "Priv. §3.7.1 \"Physical Memory Protection CSRs\"", closed,
        "are checked one by one", "are checked once per run of instructions", "executable memory is protected by the page";
    "debug triggers", "RISC-V Debug Specification 1.0, §5 \"Sdtrig\"", open,
        "are not there", "are there, but can be left out", "are left out and not named";
    "when mip.STIP follows stimecmp", "\"Sstc\" Extension 1.0, §2.1 \"Supervisor Timer (stimecmp) Register\"", closed,
        "always", "once stimecmp is written", "stimecmp is as far away as can be, and menvcfg.STCE not switched on";
    "vstimecmp without H", "\"Sstc\" Extension 1.0, §2.2 \"Virtual Supervisor Timer (vstimecmp) Register\"", closed,
        "illegal instruction", "is there", "is not named";
    "satp.MODE", "Priv. §10.1.11 \"Supervisor Address Translation and Protection (satp) Register\"", open,
        "Bare and Sv39", "Sv48 and Sv57 too", "they are not written";
    "setting A or D where physical memory protection lets the entry be read only",
        "Priv. §10.3.2 \"Virtual Address Translation Process\"", closed,
        "access fault", "sets it", "a page table that may be read may be written";
    "a page table where nothing is", "Priv. §10.3.2 \"Virtual Address Translation Process\"", closed,
        "access fault", "page fault", "tables are in memory";
    "S-mode fetches from a page of users that SUM has let it load from",
        "Priv. §10.1.1.2 \"Memory Privilege in sstatus Register\"", closed,
        "page fault", "fetches, as long as the translation is remembered",
        "with SUM, pages of users are not executable";
    "an instruction of which the second half lies in a page where nothing is",
        "Priv. §3.1.15 \"Machine Cause (mcause) Register\"", closed,
        "instruction access fault", "QEMU aborts", "such a page follows none that is executable";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_behaviour_is_found_in_the_manual_by_section_and_title() {
        for row in BEHAVIOURS {
            assert!(row.manual.contains('§') && row.manual.contains('"'), "{}", row.what);
            assert_ne!(row.ours, row.qemu, "{}", row.what);
        }
    }
}
