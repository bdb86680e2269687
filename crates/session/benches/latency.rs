//! How long it takes from a wish to a scene: a step of each level, and a seek to anywhere, in runs of 0.1, 10 and 100 million
//! steps; what recording costs over plain running; and what the past costs in memory: `cargo bench -p session`.
//! The figures are of one process on one machine: compare them with one another, not with those of another day.

use std::time::Instant;

use machine::{Machine, Unwatched};
use session::{Command, Images, Level, Session, Way};

/// Steps and seeks that are timed of each kind.
const SAMPLES: usize = 200;
/// Steps of a search in a frame.
const SLICE: u64 = 1_000_000;

fn booted() -> Session {
    let images = Images {
        kernel: guest_images::KERNEL,
        initrd: guest_images::INITRD,
        debug: guest_images::DEBUG,
        elf: None,
        sources: &[],
        bootargs: "",
    };
    let mut session = Session::new(images).expect("the images are good");
    while session.work(1_000_000) {}
    session
}

/// A session whose last run is about so many steps long, and the seconds that it took to record.
fn recorded(steps: u64) -> (Session, f64) {
    let mut session = booted();
    session.command(Command::Run(if steps < 1_000_000 { "echo hello".into() } else { "loop".into() }));
    let start = Instant::now();
    let mut done = 0;
    while done < steps && session.work(1_000_000) {
        done += 1_000_000;
    }
    let seconds = start.elapsed().as_secs_f64();
    session.command(Command::Pause);
    (session, seconds)
}

/// Milliseconds: the median and the 99th percentile.
fn times(mut each: impl FnMut(usize)) -> (f64, f64) {
    let mut ms: Vec<f64> = (0..SAMPLES)
        .map(|sample| {
            let start = Instant::now();
            each(sample);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    ms.sort_by(f64::total_cmp);
    (ms[SAMPLES / 2], ms[SAMPLES * 99 / 100])
}

/// Numbers that look like chance, the same every time.
fn scattered(sample: usize) -> u64 {
    (sample as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11
}

fn main() {
    for steps in [100_000, 10_000_000, 100_000_000] {
        let (mut session, seconds) = recorded(steps);
        let scene = session.scene();
        let (run, history) = (scene.run.clone(), scene.history.clone());
        let len = run.end - run.start;
        println!(
            "run of {:.1} million steps: {:.1} million steps a second recorded; {} checkpoints, {:.1} MB, {:.2} MB a million; \
             at most {} steps to run again",
            len as f64 / 1e6,
            steps.max(len) as f64 / seconds / 1e6,
            history.checkpoints,
            history.bytes as f64 / 1e6,
            history.bytes as f64 / run.end as f64,
            history.longest_replay,
        );
        let seek = |session: &mut Session, sample: usize| {
            session.command(Command::Seek(run.start + scattered(sample) % len));
        };
        let (median, worst) = times(|sample| {
            seek(&mut session, sample);
            session.scene();
        });
        println!("  seek anywhere       {median:8.2} ms median {worst:8.2} ms 99 %");
        for level in Level::ALL.into_iter().chain([Level::Over, Level::Out]) {
            for way in [Way::Forward, Way::Back] {
                let (mut ms, mut found) = (Vec::new(), Vec::new());
                for sample in 0..SAMPLES {
                    seek(&mut session, sample);
                    session.scene();
                    let start = Instant::now();
                    session.command(Command::Step(level, way));
                    session.scene();
                    ms.push(start.elapsed().as_secs_f64() * 1e3);
                    // A search that takes longer goes on frame by frame.
                    while session.work(SLICE) {}
                    session.scene();
                    found.push(start.elapsed().as_secs_f64() * 1e3);
                }
                ms.sort_by(f64::total_cmp);
                found.sort_by(f64::total_cmp);
                let (name, way) = (level.name(), format!("{way:?}"));
                println!(
                    "  {name:18} {way:8} {:8.2} ms median {:8.2} ms 99 %, found {:8.2} ms 99 %",
                    ms[SAMPLES / 2],
                    ms[SAMPLES * 99 / 100],
                    found[SAMPLES * 99 / 100]
                );
            }
        }
    }
    recording();
}

/// The same stretch of `loop`, run by the machine alone and by a session that records it, in turns.
fn recording() {
    const STRETCH: u64 = 20_000_000;
    let (mut plain, mut recorded) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let mut session = booted();
        session.command(Command::Run("loop".into()));
        session.work(1_000_000);
        let mut machine: Machine = session.machine().clone();
        let start = Instant::now();
        machine.run(machine.at + STRETCH, &mut Unwatched);
        plain.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        session.work(STRETCH);
        recorded.push(start.elapsed().as_secs_f64());
    }
    plain.sort_by(f64::total_cmp);
    recorded.sort_by(f64::total_cmp);
    println!(
        "recording takes {:.2} times as long as plain running ({:.0} and {:.0} ns a step)",
        recorded[2] / plain[2],
        recorded[2] / STRETCH as f64 * 1e9,
        plain[2] / STRETCH as f64 * 1e9
    );
}
