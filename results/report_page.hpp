#pragma once

// Style and script of the report, kept apart from the code that fills the page.

namespace plumbline {

inline constexpr char kReportStyle[] = R"css(
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#5a6270;--rule:#d9dde3;--soft:#f4f6f8;--grid:#e4e7ec;
--good:#006b4f;--bad:#b3261e;--unsure:#7a5a00;
--c0:#0072b2;--c1:#d55e00;--c2:#007f5c;--c3:#b0508c;--c4:#7d6608;--c5:#3a86c8;--c6:#30343a}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e7eaee;--dim:#a0a8b4;--rule:#363c45;--soft:#1d2127;--grid:#2b3038;
--good:#4fd1a5;--bad:#ff8a80;--unsure:#f0c95a;
--c0:#56b4e9;--c1:#f28e2b;--c2:#3ecf9b;--c3:#e59ac9;--c4:#f0e442;--c5:#9ad0f5;--c6:#dfe3e8}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1180px;margin:0 auto;padding:1.2rem 1rem 4rem}
h1{font-size:1.6rem;line-height:1.2;margin:.4rem 0}h2{font-size:1.2rem;margin:2.4rem 0 .4rem;border-top:1px solid var(--rule);padding-top:1rem}
p{margin:.4rem 0;max-width:70ch}nav a{display:inline-block;margin-right:1rem}a{color:var(--c0)}
code{font:.85em/1.4 ui-monospace,"DejaVu Sans Mono",monospace;background:var(--soft);padding:.1em .35em;border-radius:4px;overflow-wrap:anywhere}
.dim{color:var(--dim);font-size:.9rem}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));gap:1.2rem;margin-top:.8rem}
figure{margin:0;min-width:0;break-inside:avoid}figcaption{font-weight:600;overflow-wrap:anywhere}
figure>svg{width:100%;height:auto;display:block}
.legend{list-style:none;margin:.2rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.1rem .9rem;font-size:.85rem}
.legend li{display:flex;align-items:center;gap:.35rem}.key{width:24px;height:12px;flex:none}
svg text{font-size:14px;fill:var(--dim)}svg .label{fill:var(--fg);font-size:15px}
.axes path{stroke:var(--grid);fill:none}.line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
.dashed{stroke-dasharray:5 4;stroke-width:1.5}.band{fill:currentColor;opacity:.16}.bar{stroke:currentColor;stroke-width:1.3;fill:none}
.p :not(.hit):not(title),.key :not(.line){fill:currentColor}.hit{fill:transparent}.p:hover :not(.hit){stroke:var(--fg);stroke-width:1.5}
.c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}.c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--c6)}
.scroll{overflow-x:auto;margin:.5rem 0}table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .7rem .25rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
#provenance td+td{white-space:normal;overflow-wrap:anywhere;min-width:0}td.n{white-space:nowrap}th{white-space:nowrap}td.t{min-width:16rem}
.v{font-weight:600;white-space:nowrap}.holds{color:var(--good)}.violated{color:var(--bad)}.inconclusive{color:var(--unsure)}
.tiles{display:flex;flex-wrap:wrap;gap:.8rem;margin:1rem 0}.tile{background:var(--soft);border-radius:8px;padding:.5rem 1rem;min-width:7rem}
.tile b{display:block;font-size:1.5rem}
details{margin:.6rem 0}summary{cursor:pointer;color:var(--dim)}
#tip{position:fixed;pointer-events:none;background:var(--fg);color:var(--bg);font-size:.8rem;padding:.3rem .5rem;border-radius:5px;max-width:16rem;opacity:0}
@media print{:root{--bg:#fff;--fg:#000;--dim:#444;--rule:#bbb;--soft:#fff;--grid:#ddd;--good:#006b4f;--bad:#b3261e;--unsure:#7a5a00;
--c0:#0072b2;--c1:#d55e00;--c2:#007f5c;--c3:#b0508c;--c4:#7d6608;--c5:#3a86c8;--c6:#30343a}
nav,#tip{display:none}main{max-width:none;padding:0}.grid{grid-template-columns:1fr 1fr}h2{break-after:avoid}.scroll{overflow:visible}table{font-size:.7rem}}
)css";

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
addEventListener('beforeprint',()=>document.querySelectorAll('details').forEach(d=>d.open=true));
)js";

}  // namespace plumbline
