import { darkToneColours, type Tone, toneColours } from './marks.js'

const tones = Object.keys(toneColours) as Tone[]

function variables(colours: Record<Tone, string>): string {
  return tones.map((tone) => `--${tone}:${colours[tone]}`).join(';')
}

/** The style of a page. Nothing in it is loaded from anywhere: fonts are those of the reader's system. */
export const pageStyle = `
:root{color-scheme:light dark;--text:#1c1f23;--soft:#5b6168;--page:#fff;--panel:#f5f6f7;--line:#d9dce0;${variables(toneColours)}}
@media (prefers-color-scheme:dark){:root{--text:#e6e8ea;--soft:#a3abb4;--page:#15181c;--panel:#1d2126;--line:#383e46;${variables(darkToneColours)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;color:var(--text);background:var(--page);font:1.0625rem/1.6 Charter,"Bitstream Charter","Sitka Text",Cambria,"Latin Modern Roman",Georgia,serif;overflow-wrap:break-word}
.page{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 5rem}
a{color:var(--note);text-decoration-thickness:.06em;text-underline-offset:.15em}
a.skip{position:absolute;left:-99rem}a.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.3rem .6rem}
header h1{font-size:1.9rem;line-height:1.25;margin:0 0 .4rem;text-wrap:balance}
header p{margin:.2rem 0;color:var(--soft)}
h2,h3,h4,h5,h6{line-height:1.3;margin:2.2em 0 .6em}
h2{font-size:1.45rem;border-bottom:1px solid var(--line);padding-bottom:.25em}h3{font-size:1.2rem}h4,h5,h6{font-size:1.05rem}
.no{color:var(--soft);font-weight:normal;margin-right:.5em}
p,ul,ol,dl{margin:.8em 0}li{margin:.25em 0}
nav{border:1px solid var(--line);border-radius:.4rem;padding:.7rem 1.1rem;margin:1.6rem 0;font-size:.95rem}
nav h2{font-size:1rem;margin:0;border:0;padding:0}nav ol{list-style:none;padding:0;margin:.4em 0 0}nav ol ol{padding-left:1.2em;margin:0}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
code{overflow-wrap:anywhere}
pre{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;padding:.7rem .9rem;overflow-x:auto;line-height:1.45}
pre code{overflow-wrap:normal;font-size:1em}
math{font-family:"Latin Modern Math","STIX Two Math","Cambria Math","Libertinus Math","TeX Gyre Termes Math",math;font-size:1.05em}
math *{border-color:currentColor}
.display math{font-size:1.1em}
.wide{display:inline-block;max-width:100%;overflow-x:auto;overflow-y:hidden;vertical-align:bottom}
.formula{display:grid;grid-template-columns:minmax(0,1fr) auto;align-items:center;column-gap:1rem;margin:1.1em 0}
.display{overflow-x:auto;overflow-y:hidden;padding:.35em 0}
.number{color:var(--soft)}
details{margin:1em 0}summary{cursor:pointer}
.source{grid-column:1/-1;margin:0;font-size:.8rem;text-align:right}
.source summary{display:inline;color:var(--soft);list-style-position:inside}
.source pre{text-align:left;white-space:pre-wrap;overflow-wrap:anywhere;margin:.4em 0;user-select:all}
mtd.tml-right,.tml-right{text-align:right;text-align:-webkit-right}mtd.tml-left,.tml-left{text-align:left;text-align:-webkit-left}
mtable.tml-jot>mtr>mtd{padding-top:.5ex;padding-bottom:.5ex}
msqrt,mover>:first-child,mfrac>:nth-child(2){math-shift:compact}
.mark{white-space:nowrap;font-weight:600}
${tones.map((tone) => `.${tone}{--tone:var(--${tone})}`).join('')}.mark{color:var(--tone)}
.callout{border-left:.28rem solid var(--tone);background:var(--panel);border-radius:0 .4rem .4rem 0;padding:.75rem 1.1rem;margin:1.4em 0}
.callout>:first-child{margin-top:0}.callout>:last-child{margin-bottom:0}
.callout>.head{font-weight:600;margin-bottom:.4em}
.table{overflow-x:auto;margin:1.4em 0}
table{border-collapse:collapse;min-width:min(100%,18rem);margin:0 auto;font-size:.94rem;line-height:1.45;border-top:.1rem solid var(--text);border-bottom:.1rem solid var(--text)}
caption{caption-side:top;text-align:left;padding:0 0 .5em;color:var(--soft)}
caption b,figcaption b{color:var(--text)}
th,td{padding:.38rem .75rem;vertical-align:top;text-align:left}
thead th{border-bottom:.06rem solid var(--text);vertical-align:bottom}
tbody th{font-weight:normal}
tbody tr+tr>*{border-top:1px solid var(--line)}
.right{text-align:right}.center{text-align:center}
figure{margin:1.6em 0}.plot{text-align:center}.plot svg{display:block;margin:0 auto;max-width:100%;height:auto;color:var(--text)}
figcaption{margin-top:.6em;font-size:.94rem;color:var(--soft)}
.references{padding-left:2.4em}.references li{margin:.6em 0}.references li::marker{content:"[" counter(list-item) "]  "}
:target{scroll-margin-top:1rem}
@media (min-width:76rem){
.page.contents{max-width:66rem;display:grid;grid-template-columns:15rem minmax(0,46rem);column-gap:3.5rem}
.page.contents>header,.page.contents>main,.page.contents>footer{grid-column:2}
.page.contents>nav{grid-column:1;grid-row:1/4;align-self:start;position:sticky;top:2rem;max-height:calc(100vh - 4rem);overflow-y:auto;border:0;padding:.3rem 0;margin:0;font-size:.88rem}
}
@media (max-width:40rem){body{font-size:1rem}.page{padding:1.5rem 1rem 3rem}header h1{font-size:1.5rem}h2{font-size:1.3rem}th,td{padding:.35rem .5rem}}
@media print{
:root{--text:#000;--soft:#444;--page:#fff;--panel:#fff;--line:#bbb;color-scheme:light;${variables(toneColours)}}
body{font-size:10.5pt}.page{max-width:none;padding:0;display:block!important}.source,a.skip{display:none}a{color:inherit;text-decoration:none}
.display,.table{overflow:visible}pre{white-space:pre-wrap;overflow-wrap:anywhere}figure,.callout,.formula,tr{break-inside:avoid}h2,h3,h4{break-after:avoid}
details::details-content{content-visibility:visible;block-size:auto}
}
`
  .trim()
  .replaceAll('\n', '')
