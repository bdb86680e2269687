//! The yardstick: how many times longer a C program takes in the guest than on the host, natively and in WASM under Node:
//! `cargo bench -p machine --bench yardstick`. GCC compiles it for both with `-O2`; the guest runs it in U-mode under Sv39
//! with a timer interrupt each millisecond of its time. A run is all three after each other; the figures are medians.

mod node;
#[path = "../tests/common/programs.rs"]
mod programs;

use std::process::Command;
use std::time::Instant;

use machine::{Exit, Stop, Unwatched};
use node::{arguments, median};
use programs::{Start, guest, host, machine};

const RUNS: usize = 7;
/// Enough for a compiler that begins in a hurry to have come to its best code.
const WARM_UP: u64 = 30_000_000;

/// The guest's seconds, and what it printed.
fn in_guest(image: &[u8]) -> (f64, String) {
    machine(image).run(WARM_UP, &mut Unwatched);
    let mut machine = machine(image);
    let start = Instant::now();
    let stop = machine.run(u64::MAX, &mut Unwatched);
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(stop, Stop::PowerOff(Exit::Pass));
    (seconds, String::from_utf8(machine.take_output()).unwrap())
}

/// The host's, by its own clock.
fn on_host(program: &std::path::Path) -> (f64, String) {
    let output = Command::new(program).output().unwrap();
    let nanoseconds: f64 = String::from_utf8(output.stderr).unwrap().trim().parse().unwrap();
    (nanoseconds / 1e9, String::from_utf8(output.stdout).unwrap())
}

/// The same as [`in_guest`], in WASM.
fn in_wasm(image: &str) -> Result<(f64, String), String> {
    let text = node::bench("yardstick", &[image])?;
    let (seconds, output) = text.split_once('\n').unwrap();
    Ok((seconds.parse().unwrap(), output.to_string()))
}

fn main() {
    if let [image] = &arguments()[..] {
        let (seconds, output) = in_guest(&std::fs::read(image).unwrap());
        return print!("{seconds}\n{output}");
    }
    let (program, file) = (host("yardstick"), guest("yardstick", Start::Paged));
    let image = std::fs::read(&file).unwrap();
    let (mut natively, mut wasm) = (Vec::new(), Ok(Vec::new()));
    println!("run   host, s   native    WASM   (times as long as the host)");
    for run in 1..=RUNS {
        let (host, expected) = on_host(&program);
        let slowdown = |(seconds, output): (f64, String)| {
            assert_eq!(output, expected);
            seconds / host
        };
        natively.push(slowdown(in_guest(&image)));
        let mut line = format!("{run:3} {host:9.4} {:7.1}x", natively[run - 1]);
        if let Ok(figures) = &mut wasm {
            match in_wasm(file.to_str().unwrap()) {
                Ok(result) => {
                    figures.push(slowdown(result));
                    line += &format!("{:7.1}x", figures[run - 1]);
                }
                Err(sentence) => wasm = Err(sentence),
            }
        }
        println!("{line}");
    }
    match wasm {
        Ok(wasm) => println!("median       {:8.1}x{:7.1}x", median(natively), median(wasm)),
        Err(sentence) => println!("median       {:8.1}x\n{sentence}", median(natively)),
    }
}
