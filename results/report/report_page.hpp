#pragma once

// Style, mark and script of the report, kept apart from the code that fills the page.

namespace plumbline {

inline constexpr char kReportStyle[] = R"css(
:root{color-scheme:light dark;--bg:#fbfaf8;--card:#fff;--fg:#1c1f24;--dim:#5b626d;--rule:#e1ded8;--soft:#f1efea;--grid:#e8e8ea;--frame:#9aa0aa;
--good:#00664a;--bad:#b3261e;--unsure:#7a5a00;--good-bg:#e3f3ec;--bad-bg:#fbe4e1;--unsure-bg:#faf0d2;--link:#005a91;
--c0:#0072b2;--c1:#d55e00;--c2:#007f5c;--c3:#b0508c;--c4:#7d6608;--c5:#3a86c8;--c6:#30343a}
@media (prefers-color-scheme:dark){:root{--bg:#121418;--card:#191c21;--fg:#e8eaed;--dim:#a3abb6;--rule:#31363e;--soft:#20242a;--grid:#2a2f37;--frame:#6b7380;
--good:#5ad3a8;--bad:#ff8f86;--unsure:#f0c95a;--good-bg:#15332a;--bad-bg:#43201d;--unsure-bg:#3b3214;--link:#7cc4f2;
--c0:#56b4e9;--c1:#f28e2b;--c2:#3ecf9b;--c3:#e59ac9;--c4:#f0e442;--c5:#9ad0f5;--c6:#dfe3e8}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.55 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;-webkit-text-size-adjust:100%}
main{max-width:1240px;margin:0 auto;padding:1.6rem clamp(.9rem,3vw,2rem) 4rem}
header{display:flex;align-items:center;gap:.8rem}header svg{width:30px;height:44px;flex:none;color:var(--link)}
h1{font-size:1.7rem;line-height:1.2;margin:0;letter-spacing:-.01em}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .5rem;letter-spacing:-.005em}
section{margin-top:2.6rem;border-top:1px solid var(--rule);padding-top:1.4rem}
p{margin:.5rem 0;max-width:76ch}a{color:var(--link)}
nav{display:flex;flex-wrap:wrap;gap:.4rem;margin-top:1rem}
nav a{padding:.15rem .7rem;border:1px solid var(--rule);border-radius:99px;text-decoration:none;font-size:.9rem;background:var(--card)}
nav a:hover{border-color:var(--link)}
code,pre{font:.82rem/1.45 ui-monospace,"DejaVu Sans Mono",monospace}
pre{background:var(--soft);border-radius:6px;padding:.45rem .7rem;margin:.5rem 0;overflow-x:auto}
.made{color:var(--dim);white-space:pre-wrap;overflow-wrap:anywhere}.made::before{content:"$ ";opacity:.6}
.dim{color:var(--dim);font-size:.88rem}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,350px),1fr));gap:1rem;margin-top:1rem}
figure{margin:0;min-width:0;break-inside:avoid;background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:.8rem .9rem .5rem;
display:flex;flex-direction:column}
figcaption{line-height:1.35;overflow-wrap:anywhere}figcaption span{color:var(--dim);font-size:.88rem;white-space:nowrap}
figure>svg{width:100%;height:auto;display:block;margin-top:auto}
.legend{list-style:none;margin:.35rem 0 .5rem;padding:0;display:flex;flex-wrap:wrap;gap:.05rem .9rem;font-size:.83rem}
.legend li{display:flex;align-items:center;gap:.35rem}.key{width:24px;height:12px;flex:none}
svg text{font-size:14px;fill:var(--dim)}svg .label{fill:var(--fg)}
.axes path{stroke:var(--grid);fill:none}.axes .frame{stroke:var(--frame)}
.line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.dashed{stroke-dasharray:6 4;stroke-width:1.6;stroke-linecap:butt}.band{fill:currentColor;opacity:.18}.bar{stroke:currentColor;stroke-width:1.3;fill:none}
.p :not(.hit):not(title),.key :not(.line){fill:currentColor}.hit{fill:transparent}.p:hover :not(.hit){stroke:var(--fg);stroke-width:1.5}
svg .tiles{fill:currentColor;display:inline}
.p .open:not(.hit),.key .open{fill:var(--card);stroke:currentColor;stroke-width:1.6}.cloud{fill:currentColor;opacity:.5}
.c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}.c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--c6)}
.scroll{overflow-x:auto;margin:.7rem 0}table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
th,td{padding:.28rem .9rem .28rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
thead th{color:var(--dim);font-weight:600}
#provenance td+td{white-space:normal;overflow-wrap:anywhere;min-width:0}td.n{white-space:nowrap}th{white-space:nowrap}td.t{min-width:16rem}
.v{font-weight:600;white-space:nowrap}.holds{color:var(--good)}.violated{color:var(--bad)}.inconclusive{color:var(--unsure)}
.matrix{border-collapse:separate;border-spacing:3px}.matrix th,.matrix td{border:0;padding:.2rem .7rem;border-radius:5px}
.matrix tbody th{padding-left:0;position:sticky;left:0;background:var(--bg)}.matrix thead th{padding:.2rem .7rem}.matrix thead th:first-child{padding-left:0}
.matrix small{font-weight:400;opacity:.85}.matrix th small{display:block;font-weight:400;color:var(--dim);white-space:normal;max-width:26rem}
.matrix .holds{background:var(--good-bg)}.matrix .violated{background:var(--bad-bg)}.matrix .inconclusive{background:var(--unsure-bg)}
.matrix .none{color:var(--dim);text-align:center}
.tiles{display:flex;flex-wrap:wrap;gap:.7rem;margin:1.1rem 0}
.tile{background:var(--soft);color:var(--dim);border-radius:10px;padding:.5rem 1.1rem;min-width:7.5rem;font-size:.92rem}
.tile b{display:block;font-size:1.6rem;line-height:1.25}.tile.holds{background:var(--good-bg);color:var(--good)}
.tile.violated{background:var(--bad-bg);color:var(--bad)}.tile.inconclusive{background:var(--unsure-bg);color:var(--unsure)}
details{margin:.8rem 0}summary{cursor:pointer;color:var(--dim)}
#tip{position:fixed;pointer-events:none;background:var(--fg);color:var(--bg);font-size:.82rem;padding:.3rem .55rem;border-radius:6px;max-width:17rem;opacity:0}
@media (max-width:600px){section{margin-top:1.8rem;padding-top:1rem}.matrix th small{max-width:11rem}.matrix th,.matrix td{padding:.2rem .45rem}
figure{padding:.6rem .6rem .3rem}.tile{flex:1 1 0;min-width:6rem;padding:.5rem .7rem}.tile b{font-size:1.3rem}}
@media print{:root{--bg:#fff;--card:#fff;--fg:#000;--dim:#444;--rule:#bbb;--soft:#f6f6f6;--grid:#ddd;--frame:#777;--good:#00573f;--bad:#9c1c15;--unsure:#6a4e00;
--good-bg:#e8f5ef;--bad-bg:#fbe4e1;--unsure-bg:#faf0d2;--link:#000;--c0:#0072b2;--c1:#d55e00;--c2:#007f5c;--c3:#b0508c;--c4:#7d6608;--c5:#3a86c8;--c6:#30343a}
@page{margin:14mm}body{font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}nav,#tip{display:none}main{max-width:none;padding:0}
.grid{grid-template-columns:1fr 1fr}h2,summary{break-after:avoid}.scroll{overflow:visible}table{font-size:7.5pt}tr{break-inside:avoid}
td.n,.matrix th,.v{white-space:normal}td.t{min-width:0}.matrix th,.matrix td{padding:.1rem .35rem}}
)css";

// A plumb bob on its line.
inline constexpr char kReportMark[] =
    "<svg viewBox='0 0 30 44' aria-hidden='true'><path d='M5 1H25M15 1V22' fill='none' stroke='currentColor' "
    "stroke-width='1.6' stroke-linecap='round'/><path d='M10.5 22H19.5L21 28L15 43L9 28Z' fill='currentColor'/></svg>";

inline constexpr char kReportScript[] = R"js(
const tip=document.getElementById('tip');
function show(event){const p=event.target.closest&&event.target.closest('.p');
if(!p){tip.style.opacity=0;return}
tip.textContent=p.dataset.tip;tip.style.opacity=1;
const box=tip.getBoundingClientRect();
tip.style.left=Math.max(4,Math.min(innerWidth-box.width-4,event.clientX+12))+'px';
tip.style.top=Math.max(4,event.clientY-box.height-12)+'px'}
addEventListener('pointermove',show);addEventListener('pointerdown',show);
document.querySelectorAll('.p>title').forEach(title=>title.remove());
)js";

}  // namespace plumbline
