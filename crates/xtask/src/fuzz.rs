//! New programs without end, on our machine and on those that others wrote, until they differ or the time is over.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use oracle::{Area, Counts, Oracle};

use crate::Result;
use crate::stage::seconds;
use crate::tools::ensure_oracles;

/// Programs of an area in one go.
const BATCH: u64 = 1000;

/// What to try, and for how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fuzz {
    /// How long.
    pub minutes: u64,
    /// One area only.
    pub area: Option<Area>,
    /// One oracle only.
    pub oracle: Option<Oracle>,
    /// The first seed; if nobody says, the time.
    pub seed: Option<u64>,
}

/// Tries programs. True if none differs; else the first that does has been printed, as short as it gets.
pub fn fuzz(wish: &Fuzz) -> Result<bool> {
    ensure_oracles()?;
    let oracles: Vec<Oracle> = Oracle::ALL
        .into_iter()
        .filter(|oracle| oracle.is_asked() && wish.oracle.is_none_or(|only| only == *oracle))
        .collect();
    let areas = wish.area.as_ref().map_or(Area::ALL, std::slice::from_ref);
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs() << 20);
    let mut seed = wish.seed.unwrap_or_else(clock);
    let (start, time) = (Instant::now(), Duration::from_secs(60 * wish.minutes));
    let rows: Vec<_> =
        oracles.iter().flat_map(|oracle| areas.iter().map(move |area| (*oracle, *area))).collect();
    let mut counts = vec![Counts::default(); rows.len()];
    println!("seeds from {seed}");
    while start.elapsed() < time {
        for ((oracle, area), counts) in rows.iter().zip(&mut counts) {
            match oracle::check(*area, seed..seed + BATCH, *oracle) {
                Ok(more) => counts.add(&more),
                Err(failure) => {
                    println!("{failure}");
                    return Ok(false);
                }
            }
        }
        seed += BATCH;
        let all: u64 = counts.iter().map(|counts| counts.programs).sum();
        eprintln!("{}: {all} programs, no difference", seconds(start.elapsed()));
    }
    for ((oracle, area), counts) in rows.iter().zip(&counts) {
        println!("{oracle:6} {area:15} {counts}");
    }
    Ok(true)
}
