//! Floating-point arithmetic against LLVM's soft float, which somebody else wrote: values and flags, in every rounding mode.
//! `FLOAT_CASES=100000 cargo test -p machine --release --test apfloat` compares as many operands for each.

mod common;
use common::{BASE, assemble, load};
use machine::{Machine, Unwatched};
use rustc_apfloat::ieee::{Double, Single};
use rustc_apfloat::{Float, FloatConvert, Round, Status, StatusAnd};

const MODES: [(&str, Round); 5] = [
    ("rne", Round::NearestTiesToEven),
    ("rtz", Round::TowardZero),
    ("rdn", Round::TowardNegative),
    ("rup", Round::TowardPositive),
    ("rmm", Round::NearestTiesToAway),
];

/// Random numbers, the same in every run: xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 32) % n
    }

    /// A number with `fraction` and `exponent` bits of the kinds that go wrong: special ones, neighbours of powers of two,
    /// few bits set, exponents at the ends, close to `other`.
    fn float(&mut self, fraction: u32, exponent: u32, other: u64) -> u64 {
        let (sign, top) = (self.below(2) << (fraction + exponent), (1u64 << exponent) - 1);
        let mask = (1u64 << fraction) - 1;
        let low = match self.below(6) {
            0 => 0,
            1 => self.below(4),
            2 => mask - self.below(4),
            3 => 1 << self.below(fraction as u64),
            _ => self.next() & mask,
        };
        let high = match self.below(10) {
            0 => 0,
            1 => top,
            2 => 1 + self.below(3),
            3 => top - 1 - self.below(3),
            4 => top / 2 - fraction as u64 + self.below(2 * fraction as u64 + 20),
            5 => top / 4 + self.below(8),
            6 => {
                let near = (other as i64).wrapping_add(self.below(9) as i64 - 4) as u64;
                return near & ((1 << (fraction + exponent)) - 1) | sign;
            }
            _ => self.below(top + 1),
        };
        sign | high << fraction | low
    }

    fn integer(&mut self) -> u64 {
        match self.below(5) {
            0 => self.below(8).wrapping_sub(4),
            1 => (1u64 << self.below(64)).wrapping_add(self.below(5)).wrapping_sub(2),
            2 => 0u64.wrapping_sub(1 << self.below(64)).wrapping_add(self.below(5)).wrapping_sub(2),
            _ => self.next() >> self.below(64),
        }
    }
}

const SINGLE_BOX: u64 = 0xffff_ffff_0000_0000;
const NX: u64 = 1;
const UF: u64 = 2;
const OF: u64 = 4;
const NV: u64 = 16;

/// What an instruction takes.
#[derive(Clone, Copy)]
struct Operands {
    f: [u64; 3],
    x: u64,
}

/// A format of LLVM's and its values in a register.
trait Format: Float {
    const SINGLE: bool;
    const CANONICAL: u64;

    fn operands(operands: Operands) -> [Self; 3] {
        operands.f.map(|bits| match (Self::SINGLE, bits & SINGLE_BOX == SINGLE_BOX) {
            (false, _) => Self::from_bits(bits.into()),
            (true, true) => Self::from_bits((bits as u32).into()),
            (true, false) => Self::from_bits(Self::CANONICAL.into()),
        })
    }

    /// The register and the flags. Every NaN is the canonical one. What rounds up to the least normal number is
    /// never an underflow to LLVM; to RISC-V it is one if it would be less with exponents that have no end. Nor
    /// is it an overflow to LLVM where the greatest number is the answer.
    fn answer(result: StatusAnd<Self>) -> Answer {
        let StatusAnd { status, value } = result;
        let inexact = status == Status::INEXACT;
        let least = if inexact && value.is_smallest_normalized() { UF } else { 0 };
        let greatest = if inexact && value.is_finite() && value.is_largest() { OF } else { 0 };
        let bits = if value.is_nan() { Self::CANONICAL } else { value.to_bits() as u64 };
        let bits = if Self::SINGLE { bits | SINGLE_BOX } else { bits };
        Answer { bits, flags: flags(status), ignored: least | greatest }
    }
}

impl Format for Single {
    const SINGLE: bool = true;
    const CANONICAL: u64 = 0x7fc0_0000;
}

impl Format for Double {
    const SINGLE: bool = false;
    const CANONICAL: u64 = 0x7ff8_0000_0000_0000;
}

fn flags(status: Status) -> u64 {
    let bits =
        [Status::INEXACT, Status::UNDERFLOW, Status::OVERFLOW, Status::DIV_BY_ZERO, Status::INVALID_OP];
    bits.iter().enumerate().map(|(bit, flag)| (status.contains(*flag) as u64) << bit).sum()
}

/// The 64 bits of `fa0` or `a0`, the flags, and flags that are not compared.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Answer {
    bits: u64,
    flags: u64,
    ignored: u64,
}

/// A sum, difference, product or quotient.
fn binary<F: Format>(operation: fn(F, F, Round) -> StatusAnd<F>, o: Operands, mode: Round) -> Answer {
    let [a, b, _] = F::operands(o);
    F::answer(operation(a, b, mode))
}

fn fused<F: Format>(o: Operands, mode: Round, product: bool, addend: bool) -> Answer {
    let [a, b, c] = F::operands(o);
    let (a, c) = (if product { -a } else { a }, if addend { -c } else { c });
    // LLVM lets this one pass if `c` is a quiet NaN.
    if a.is_infinite() && b.is_zero() || a.is_zero() && b.is_infinite() {
        return F::answer(Status::INVALID_OP.and(F::qnan(None)));
    }
    F::answer(a.mul_add_r(b, c, mode))
}

/// To an integer of `width` bits. LLVM has no number for what is none.
fn to_integer<F: Format>(o: Operands, mode: Round, width: usize, signed: bool) -> Answer {
    let a = F::operands(o)[0];
    let extend = |bits: u64| if width == 32 { bits as i32 as u64 } else { bits };
    let greatest = u64::MAX >> (64 - width) >> signed as u32;
    if a.is_nan() {
        return Answer { bits: extend(greatest), flags: NV, ignored: 0 };
    }
    let mut exact = false;
    let (status, bits) = if signed {
        let StatusAnd { status, value } = a.to_i128_r(width, mode, &mut exact);
        (status, value as u64)
    } else {
        let StatusAnd { status, value } = a.to_u128_r(width, mode, &mut exact);
        (status, value as u64)
    };
    Answer { bits: extend(bits), flags: flags(status), ignored: 0 }
}

fn from_integer<F: Format>(value: i128, mode: Round) -> Answer {
    F::answer(F::from_i128_r(value, mode))
}

fn convert<F: Format + FloatConvert<G>, G: Format>(o: Operands, mode: Round) -> Answer {
    G::answer(F::operands(o)[0].convert_r(mode, &mut false))
}

/// An instruction without its rounding mode, whether its operands are singles, and what LLVM makes of them.
type Case = (&'static str, bool, fn(Operands, Round) -> Answer);

const CASES: &[Case] = &[
    ("fadd.s fa0, fa1, fa2", true, |o, m| binary(Single::add_r, o, m)),
    ("fsub.s fa0, fa1, fa2", true, |o, m| binary(Single::sub_r, o, m)),
    ("fmul.s fa0, fa1, fa2", true, |o, m| binary(Single::mul_r, o, m)),
    ("fdiv.s fa0, fa1, fa2", true, |o, m| binary(Single::div_r, o, m)),
    ("fmadd.s fa0, fa1, fa2, fa3", true, |o, m| fused::<Single>(o, m, false, false)),
    ("fmsub.s fa0, fa1, fa2, fa3", true, |o, m| fused::<Single>(o, m, false, true)),
    ("fnmsub.s fa0, fa1, fa2, fa3", true, |o, m| fused::<Single>(o, m, true, false)),
    ("fnmadd.s fa0, fa1, fa2, fa3", true, |o, m| fused::<Single>(o, m, true, true)),
    ("fcvt.w.s a0, fa1", true, |o, m| to_integer::<Single>(o, m, 32, true)),
    ("fcvt.wu.s a0, fa1", true, |o, m| to_integer::<Single>(o, m, 32, false)),
    ("fcvt.l.s a0, fa1", true, |o, m| to_integer::<Single>(o, m, 64, true)),
    ("fcvt.lu.s a0, fa1", true, |o, m| to_integer::<Single>(o, m, 64, false)),
    ("fcvt.s.w fa0, a1", true, |o, m| from_integer::<Single>(o.x as i32 as i128, m)),
    ("fcvt.s.wu fa0, a1", true, |o, m| from_integer::<Single>(o.x as u32 as i128, m)),
    ("fcvt.s.l fa0, a1", true, |o, m| from_integer::<Single>(o.x as i64 as i128, m)),
    ("fcvt.s.lu fa0, a1", true, |o, m| from_integer::<Single>(o.x as i128, m)),
    ("fadd.d fa0, fa1, fa2", false, |o, m| binary(Double::add_r, o, m)),
    ("fsub.d fa0, fa1, fa2", false, |o, m| binary(Double::sub_r, o, m)),
    ("fmul.d fa0, fa1, fa2", false, |o, m| binary(Double::mul_r, o, m)),
    ("fdiv.d fa0, fa1, fa2", false, |o, m| binary(Double::div_r, o, m)),
    ("fmadd.d fa0, fa1, fa2, fa3", false, |o, m| fused::<Double>(o, m, false, false)),
    ("fmsub.d fa0, fa1, fa2, fa3", false, |o, m| fused::<Double>(o, m, false, true)),
    ("fnmsub.d fa0, fa1, fa2, fa3", false, |o, m| fused::<Double>(o, m, true, false)),
    ("fnmadd.d fa0, fa1, fa2, fa3", false, |o, m| fused::<Double>(o, m, true, true)),
    ("fcvt.w.d a0, fa1", false, |o, m| to_integer::<Double>(o, m, 32, true)),
    ("fcvt.wu.d a0, fa1", false, |o, m| to_integer::<Double>(o, m, 32, false)),
    ("fcvt.l.d a0, fa1", false, |o, m| to_integer::<Double>(o, m, 64, true)),
    ("fcvt.lu.d a0, fa1", false, |o, m| to_integer::<Double>(o, m, 64, false)),
    ("fcvt.d.w fa0, a1", false, |o, m| from_integer::<Double>(o.x as i32 as i128, m)),
    ("fcvt.d.wu fa0, a1", false, |o, m| from_integer::<Double>(o.x as u32 as i128, m)),
    ("fcvt.d.l fa0, a1", false, |o, m| from_integer::<Double>(o.x as i64 as i128, m)),
    ("fcvt.d.lu fa0, a1", false, |o, m| from_integer::<Double>(o.x as i128, m)),
    ("fcvt.s.d fa0, fa1", false, |o, m| convert::<Double, Single>(o, m)),
    ("fcvt.d.s fa0, fa1", true, |o, m| convert::<Single, Double>(o, m)),
];

/// A machine that runs `instruction` between a write and a read of `fcsr`.
fn machine(instruction: &str) -> Machine {
    let mut machine = load("li t0, 0x2000 \n csrrs zero, mstatus, t0");
    machine.run(3, &mut Unwatched);
    let program = format!("csrrw zero, fcsr, t0 \n {instruction} \n csrrs t1, fcsr, zero");
    assert!(machine.write_ram(BASE, &assemble(&program)));
    machine
}

/// The result and `fcsr` afterwards.
fn run(machine: &mut Machine, operands: Operands, fcsr: u64, to_float: bool) -> (u64, u64) {
    let hart = &mut machine.hart;
    (hart.pc, hart.x[5], hart.x[11]) = (BASE, fcsr, operands.x);
    hart.f[11..14].copy_from_slice(&operands.f);
    machine.run(machine.at + 3, &mut Unwatched);
    let hart = &machine.hart;
    (if to_float { hart.f[10] } else { hart.x[10] }, hart.x[6])
}

fn operands(random: &mut Random, single: bool) -> Operands {
    let mut operands = Operands { f: [0; 3], x: random.integer() };
    let mut other = random.next();
    for register in &mut operands.f {
        other = if single { random.float(23, 8, other) } else { random.float(52, 11, other) };
        let unboxed = random.below(64) == 0;
        *register = if single && !unboxed { SINGLE_BOX | other } else { other };
    }
    operands
}

fn n_cases() -> usize {
    std::env::var("FLOAT_CASES").map_or(3_000, |n| n.parse().unwrap())
}

#[test]
fn arithmetic_gives_the_values_and_flags_of_llvm_in_every_rounding_mode() {
    for (instruction, single, oracle) in CASES {
        let to_float = instruction.contains(" fa0");
        for (number, (name, mode)) in MODES.iter().enumerate() {
            // One names its mode, the other takes it from `frm`.
            let named = format!("{instruction}, {name}");
            let mut machines = [(machine(&named), 4 - number as u64), (machine(instruction), number as u64)];
            let mut random = Random(0x9e37_79b9_7f4a_7c15 + number as u64);
            for case in 0..n_cases() {
                let (machine, frm) = &mut machines[case & 1];
                // With inexact set before, the machine asks the host.
                let (operands, before) = (operands(&mut random, *single), random.below(4) & NX);
                let expected = oracle(operands, *mode);
                let (bits, fcsr) = run(machine, operands, *frm << 5 | before, to_float);
                let compared = !expected.ignored;
                assert_eq!(
                    (bits, fcsr & compared),
                    (expected.bits, (*frm << 5 | before | expected.flags) & compared),
                    "{named} of {:x?} and {:#x}, {before} before",
                    operands.f,
                    operands.x
                );
            }
        }
    }
}

#[test]
fn a_square_root_rounded_down_is_the_greatest_number_whose_square_is_no_more() {
    let mut machine = machine("fsqrt.d fa0, fa1, rdn");
    let mut random = Random(1);
    for _ in 0..n_cases() {
        let operands = operands(&mut random, false);
        let [square, ..] = Double::operands(operands);
        if square.is_negative() || !square.is_finite_non_zero() {
            continue;
        }
        let (bits, flags) = run(&mut machine, operands, 0, true);
        let root = Double::from_bits(bits.into());
        // How much a square is too great, rounded away from zero where it matters.
        let excess = |root: Double, mode| root.mul_add_r(root, -square, mode).value;
        let (below, above) = (excess(root, Round::TowardNegative), root.next_up().value);
        assert!(below.is_negative() || below.is_zero(), "{square}");
        assert!(!excess(above, Round::TowardPositive).is_negative(), "{square}");
        assert_eq!(flags, !below.is_zero() as u64, "{square}");
    }
}
