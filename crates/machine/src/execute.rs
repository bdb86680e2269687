//! The inner loop: one `match` in one loop. It knows no device and no deadline but the horizon.

use isa::Op;

use crate::Machine;
use crate::alu::*;
use crate::float::convert::{I32, I64, U32, U64};
use crate::float::execute::{sgnj, sgnjn, sgnjx};
use crate::float::{Double, Single, arithmetic, compare};
use crate::run::Leave;
use crate::trap::Trap;
use crate::watch::{Jump, Watch};

/// Whether the calling convention keeps return addresses in this register: `ra` and `t0`.
const fn is_link(register: usize) -> bool {
    matches!(register, 1 | 5)
}

impl Machine {
    /// Executes instructions until the horizon. On leaving with anything but [`Leave::Horizon`] the instruction at `pc` has
    /// done nothing and is not counted.
    pub(crate) fn burst<W: Watch>(&mut self, watch: &mut W) -> Leave {
        let (mut pc, mut at) = (self.hart.pc, self.at);
        let mut code = match self.code_at(pc) {
            Ok(code) => code,
            Err(trap) => return Leave::Trap(trap),
        };
        let mut page = pc >> 12;
        let leave = loop {
            // Every slow path that changes more than registers and RAM sets the horizon to 0.
            if at >= self.horizon {
                break Leave::Horizon;
            }
            if W::PLACES && watch.stops_at(pc) {
                break Leave::Place;
            }
            if pc >> 12 != page {
                code = match self.code_at(pc) {
                    Ok(code) => code,
                    Err(trap) => break Leave::Trap(trap),
                };
                page = pc >> 12;
            }
            let insn = match code.get(pc) {
                Some(insn) => insn,
                None => match self.decode(pc, &code) {
                    Ok(insn) => insn,
                    Err(trap) => break Leave::Trap(trap),
                },
            };
            let mut next = pc.wrapping_add(insn.len());

            macro_rules! rs1 {
                () => {
                    self.hart.x[insn.rs1()]
                };
            }
            macro_rules! rs2 {
                () => {
                    self.hart.x[insn.rs2()]
                };
            }
            macro_rules! imm {
                () => {
                    insn.imm() as u64
                };
            }
            macro_rules! rd {
                ($value:expr) => {{
                    let value: u64 = $value;
                    self.hart.x[insn.rd()] = value;
                    self.hart.x[0] = 0;
                }};
            }
            macro_rules! attempt {
                ($result:expr) => {
                    match $result {
                        Ok(value) => value,
                        Err(trap) => break Leave::Trap(trap),
                    }
                };
            }
            macro_rules! allowed {
                ($result:expr) => {
                    match $result {
                        Ok(value) => value,
                        Err(_) => break Leave::Illegal,
                    }
                };
            }
            macro_rules! load {
                ($size:literal) => {
                    attempt!(self.load::<$size>(rs1!().wrapping_add(imm!()), at))
                };
            }
            macro_rules! store {
                ($size:literal) => {
                    attempt!(self.store::<$size>(rs1!().wrapping_add(imm!()), rs2!(), at))
                };
            }
            macro_rules! branch {
                ($condition:expr) => {
                    if $condition {
                        next = pc.wrapping_add(imm!());
                    }
                };
            }
            macro_rules! amo {
                ($size:literal, $change:expr) => {
                    rd!(attempt!(self.amo::<$size>(rs1!(), rs2!() as i64, $change)))
                };
            }
            macro_rules! binary {
                ($format:ident, $($operation:tt)+) => {
                    allowed!(self.float_binary::<$format>(insn, $($operation)+::<$format>))
                };
            }
            macro_rules! jump {
                ($target:expr, $link:expr) => {{
                    let target = $target;
                    if W::JUMPS {
                        self.hart.pc = pc;
                        watch.jump(&self.hart, at, pc, target, $link);
                    }
                    rd!(next);
                    next = target;
                }};
            }

            match insn.op {
                Op::Addi => rd!(rs1!().wrapping_add(imm!())),
                Op::Slti => rd!(((rs1!() as i64) < insn.imm()) as u64),
                Op::Sltiu => rd!((rs1!() < imm!()) as u64),
                Op::Xori => rd!(rs1!() ^ imm!()),
                Op::Ori => rd!(rs1!() | imm!()),
                Op::Andi => rd!(rs1!() & imm!()),
                Op::Slli => rd!(rs1!() << (insn.imm & 63)),
                Op::Srli => rd!(rs1!() >> (insn.imm & 63)),
                Op::Srai => rd!((rs1!() as i64 >> (insn.imm & 63)) as u64),
                Op::Addiw => rd!(word(rs1!().wrapping_add(imm!()))),
                Op::Slliw => rd!(word(rs1!() << (insn.imm & 31))),
                Op::Srliw => rd!(word((rs1!() as u32 >> (insn.imm & 31)) as u64)),
                Op::Sraiw => rd!((rs1!() as i32 >> (insn.imm & 31)) as u64),
                Op::Lui => rd!(imm!()),
                Op::Auipc => rd!(pc.wrapping_add(imm!())),

                Op::Add => rd!(rs1!().wrapping_add(rs2!())),
                Op::Sub => rd!(rs1!().wrapping_sub(rs2!())),
                Op::Sll => rd!(rs1!() << (rs2!() & 63)),
                Op::Slt => rd!(((rs1!() as i64) < rs2!() as i64) as u64),
                Op::Sltu => rd!((rs1!() < rs2!()) as u64),
                Op::Xor => rd!(rs1!() ^ rs2!()),
                Op::Srl => rd!(rs1!() >> (rs2!() & 63)),
                Op::Sra => rd!((rs1!() as i64 >> (rs2!() & 63)) as u64),
                Op::Or => rd!(rs1!() | rs2!()),
                Op::And => rd!(rs1!() & rs2!()),
                Op::Addw => rd!(word(rs1!().wrapping_add(rs2!()))),
                Op::Subw => rd!(word(rs1!().wrapping_sub(rs2!()))),
                Op::Sllw => rd!(word(rs1!() << (rs2!() & 31))),
                Op::Srlw => rd!(word((rs1!() as u32 >> (rs2!() & 31)) as u64)),
                Op::Sraw => rd!((rs1!() as i32 >> (rs2!() & 31)) as u64),

                Op::Jal => {
                    let link = if is_link(insn.rd()) { Jump::Call } else { Jump::Jump };
                    jump!(pc.wrapping_add(imm!()), link);
                }
                Op::Jalr => {
                    let link = match (is_link(insn.rd()), insn.rd(), is_link(insn.rs1())) {
                        (true, _, _) => Jump::Call,
                        (false, 0, true) => Jump::Return,
                        (false, _, _) => Jump::Jump,
                    };
                    jump!(rs1!().wrapping_add(imm!()) & !1, link);
                }
                Op::Beq => branch!(rs1!() == rs2!()),
                Op::Bne => branch!(rs1!() != rs2!()),
                Op::Blt => branch!((rs1!() as i64) < rs2!() as i64),
                Op::Bge => branch!(rs1!() as i64 >= rs2!() as i64),
                Op::Bltu => branch!(rs1!() < rs2!()),
                Op::Bgeu => branch!(rs1!() >= rs2!()),

                Op::Lb => rd!(load!(1) as i8 as u64),
                Op::Lh => rd!(load!(2) as i16 as u64),
                Op::Lw => rd!(load!(4) as i32 as u64),
                Op::Ld => rd!(load!(8)),
                Op::Lbu => rd!(load!(1)),
                Op::Lhu => rd!(load!(2)),
                Op::Lwu => rd!(load!(4)),
                Op::Sb => store!(1),
                Op::Sh => store!(2),
                Op::Sw => store!(4),
                Op::Sd => store!(8),

                // One hart sees its own accesses in order, and decoded instructions follow every store.
                Op::Fence | Op::FenceI => {}

                Op::Ecall => break Leave::Trap(Trap::Ecall { from: self.hart.mode }),
                Op::Ebreak => break Leave::Trap(Trap::Breakpoint),
                Op::Csrrw | Op::Csrrs | Op::Csrrc => rd!(allowed!(self.access_csr(insn, rs1!(), at))),
                Op::Csrrwi | Op::Csrrsi | Op::Csrrci => {
                    rd!(allowed!(self.access_csr(insn, insn.rs1() as u64, at)));
                }

                Op::Mul => rd!(rs1!().wrapping_mul(rs2!())),
                Op::Mulh => rd!(mulh(rs1!(), rs2!())),
                Op::Mulhsu => rd!(mulhsu(rs1!(), rs2!())),
                Op::Mulhu => rd!(mulhu(rs1!(), rs2!())),
                Op::Mulw => rd!(word(rs1!().wrapping_mul(rs2!()))),
                Op::Div => rd!(div(rs1!(), rs2!())),
                Op::Divu => rd!(divu(rs1!(), rs2!())),
                Op::Rem => rd!(rem(rs1!(), rs2!())),
                Op::Remu => rd!(remu(rs1!(), rs2!())),
                Op::Divw => rd!(divw(rs1!(), rs2!())),
                Op::Divuw => rd!(divuw(rs1!(), rs2!())),
                Op::Remw => rd!(remw(rs1!(), rs2!())),
                Op::Remuw => rd!(remuw(rs1!(), rs2!())),

                Op::LrW => rd!(word(attempt!(self.load_reserved::<4>(rs1!())))),
                Op::LrD => rd!(attempt!(self.load_reserved::<8>(rs1!()))),
                Op::ScW => rd!(attempt!(self.store_conditional::<4>(rs1!(), rs2!()))),
                Op::ScD => rd!(attempt!(self.store_conditional::<8>(rs1!(), rs2!()))),
                // Both operands come sign-extended, which keeps the order of unsigned ones too.
                Op::AmoswapW => amo!(4, |_, new| new),
                Op::AmoaddW => amo!(4, i64::wrapping_add),
                Op::AmoxorW => amo!(4, |old, new| old ^ new),
                Op::AmoandW => amo!(4, |old, new| old & new),
                Op::AmoorW => amo!(4, |old, new| old | new),
                Op::AmominW => amo!(4, i64::min),
                Op::AmomaxW => amo!(4, i64::max),
                Op::AmominuW => amo!(4, |old, new| (old as u64).min(new as u64) as i64),
                Op::AmomaxuW => amo!(4, |old, new| (old as u64).max(new as u64) as i64),
                Op::AmoswapD => amo!(8, |_, new| new),
                Op::AmoaddD => amo!(8, i64::wrapping_add),
                Op::AmoxorD => amo!(8, |old, new| old ^ new),
                Op::AmoandD => amo!(8, |old, new| old & new),
                Op::AmoorD => amo!(8, |old, new| old | new),
                Op::AmominD => amo!(8, i64::min),
                Op::AmomaxD => amo!(8, i64::max),
                Op::AmominuD => amo!(8, |old, new| (old as u64).min(new as u64) as i64),
                Op::AmomaxuD => amo!(8, |old, new| (old as u64).max(new as u64) as i64),

                Op::Flw => {
                    allowed!(self.hart.may_float());
                    let bits = load!(4) | u64::from(u32::MAX) << 32;
                    self.hart.write_float(insn.rd(), bits);
                }
                Op::Fsw => {
                    allowed!(self.hart.may_float());
                    let va = rs1!().wrapping_add(imm!());
                    attempt!(self.store::<4>(va, self.hart.f[insn.rs2()], at));
                }
                Op::FmaddS => allowed!(self.float_fused::<Single>(insn, false, false)),
                Op::FmsubS => allowed!(self.float_fused::<Single>(insn, false, true)),
                Op::FnmsubS => allowed!(self.float_fused::<Single>(insn, true, false)),
                Op::FnmaddS => allowed!(self.float_fused::<Single>(insn, true, true)),
                Op::FaddS => binary!(Single, arithmetic::add),
                Op::FsubS => binary!(Single, arithmetic::sub),
                Op::FmulS => binary!(Single, arithmetic::mul),
                Op::FdivS => binary!(Single, arithmetic::div),
                Op::FsqrtS => allowed!(self.float_sqrt::<Single>(insn)),
                Op::FminS => binary!(Single, compare::min),
                Op::FmaxS => binary!(Single, compare::max),
                Op::FcvtWS => rd!(allowed!(self.float_to_integer::<Single>(insn, I32))),
                Op::FcvtWuS => rd!(word(allowed!(self.float_to_integer::<Single>(insn, U32)))),
                Op::FcvtLS => rd!(allowed!(self.float_to_integer::<Single>(insn, I64))),
                Op::FcvtLuS => rd!(allowed!(self.float_to_integer::<Single>(insn, U64))),
                Op::FcvtSW => allowed!(self.float_from_signed::<Single>(insn, rs1!() as i32 as i64)),
                Op::FcvtSWu => allowed!(self.float_from_unsigned::<Single>(insn, rs1!() as u32 as u64)),
                Op::FcvtSL => allowed!(self.float_from_signed::<Single>(insn, rs1!() as i64)),
                Op::FcvtSLu => allowed!(self.float_from_unsigned::<Single>(insn, rs1!())),
                Op::FsgnjS => binary!(Single, sgnj),
                Op::FsgnjnS => binary!(Single, sgnjn),
                Op::FsgnjxS => binary!(Single, sgnjx),
                Op::FmvXW => rd!(word(allowed!(self.float_move_out(insn)))),
                Op::FmvWX => allowed!(self.float_move_in::<Single>(insn, rs1!())),
                Op::FeqS => rd!(allowed!(self.float_compare::<Single>(insn, compare::eq::<Single>))),
                Op::FltS => rd!(allowed!(self.float_compare::<Single>(insn, compare::lt::<Single>))),
                Op::FleS => rd!(allowed!(self.float_compare::<Single>(insn, compare::le::<Single>))),
                Op::FclassS => rd!(allowed!(self.float_class::<Single>(insn))),

                Op::Fld => {
                    allowed!(self.hart.may_float());
                    let bits = load!(8);
                    self.hart.write_float(insn.rd(), bits);
                }
                Op::Fsd => {
                    allowed!(self.hart.may_float());
                    let va = rs1!().wrapping_add(imm!());
                    attempt!(self.store::<8>(va, self.hart.f[insn.rs2()], at));
                }
                Op::FmaddD => allowed!(self.float_fused::<Double>(insn, false, false)),
                Op::FmsubD => allowed!(self.float_fused::<Double>(insn, false, true)),
                Op::FnmsubD => allowed!(self.float_fused::<Double>(insn, true, false)),
                Op::FnmaddD => allowed!(self.float_fused::<Double>(insn, true, true)),
                Op::FaddD => binary!(Double, arithmetic::add),
                Op::FsubD => binary!(Double, arithmetic::sub),
                Op::FmulD => binary!(Double, arithmetic::mul),
                Op::FdivD => binary!(Double, arithmetic::div),
                Op::FsqrtD => allowed!(self.float_sqrt::<Double>(insn)),
                Op::FminD => binary!(Double, compare::min),
                Op::FmaxD => binary!(Double, compare::max),
                Op::FcvtWD => rd!(allowed!(self.float_to_integer::<Double>(insn, I32))),
                Op::FcvtWuD => rd!(word(allowed!(self.float_to_integer::<Double>(insn, U32)))),
                Op::FcvtLD => rd!(allowed!(self.float_to_integer::<Double>(insn, I64))),
                Op::FcvtLuD => rd!(allowed!(self.float_to_integer::<Double>(insn, U64))),
                Op::FcvtDW => allowed!(self.float_from_signed::<Double>(insn, rs1!() as i32 as i64)),
                Op::FcvtDWu => allowed!(self.float_from_unsigned::<Double>(insn, rs1!() as u32 as u64)),
                Op::FcvtDL => allowed!(self.float_from_signed::<Double>(insn, rs1!() as i64)),
                Op::FcvtDLu => allowed!(self.float_from_unsigned::<Double>(insn, rs1!())),
                Op::FcvtSD => allowed!(self.float_convert::<Double, Single>(insn)),
                Op::FcvtDS => allowed!(self.float_convert::<Single, Double>(insn)),
                Op::FsgnjD => binary!(Double, sgnj),
                Op::FsgnjnD => binary!(Double, sgnjn),
                Op::FsgnjxD => binary!(Double, sgnjx),
                Op::FmvXD => rd!(allowed!(self.float_move_out(insn))),
                Op::FmvDX => allowed!(self.float_move_in::<Double>(insn, rs1!())),
                Op::FeqD => rd!(allowed!(self.float_compare::<Double>(insn, compare::eq::<Double>))),
                Op::FltD => rd!(allowed!(self.float_compare::<Double>(insn, compare::lt::<Double>))),
                Op::FleD => rd!(allowed!(self.float_compare::<Double>(insn, compare::le::<Double>))),
                Op::FclassD => rd!(allowed!(self.float_class::<Double>(insn))),

                Op::Sret | Op::Mret => break Leave::Return(insn.op),
                Op::Wfi => allowed!(self.wait_for_interrupt()),
                Op::SfenceVma => allowed!(self.sfence_vma()),
            }
            pc = next;
            at += 1;
        };
        (self.hart.pc, self.at) = (pc, at);
        leave
    }
}
