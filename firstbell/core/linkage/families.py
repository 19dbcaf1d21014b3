"""Names that are one name by custom, and names that only look like one. Written by hand.

Each line is a family: its head and other spellings of it, then after a bar its short forms. Two
spellings are one name, and so are a spelling and a short form; two short forms ("Ella", "Ellie")
are not, for sisters bear them. A name may stand in several families ("Sam"). Lookalikes are pairs
that differ by a letter or a sound yet are given to two different children, often to twins; they
must never pass for a slip of the pen.
"""

_FORENAMES = """
abigail | abi abbie abby gail abbey
adam | addy
abdul abdel abd
abdullah abdulah abdallah abdulla
ahmed ahmad ahmet achmed
aisha ayesha aysha aishah aiesha ayisha aicha
aidan aiden aydan ayden aidyn
alexander aleksander aleksandr alexandru alexandre | alex alec xander sandy lex al
alexandra aleksandra alexandria | alex alexa sandra lexi lexie lex sasha
alfred | alfie fred alf freddie
alice alicia | ali allie
alison allison alyson | ali
amelia emelia | amy millie milly
amina aminah ameena
amy aimee aimie ami
andrew andrei andrzej | andy drew
angela | angie
anthony antony | tony ant
anastasia | ana stacey nastya
anna ann anne annie ania
annabelle annabel anabel | belle bella
archibald | archie archy
arthur | art artie
ayaan ayan aayan
barnaby | barney
bartholomew | bart
benedict | ben benny
benjamin | ben benny benji benjy
beatrice beatrix | bea trixie bee
bethany bethan | beth
bradley | brad
bilal billal belal
caitlin kaitlin caitlyn kaitlyn katelyn | kate
callum calum
cameron camron | cam
catherine katherine katarzyna catriona katharine kathryn | kate katie cathy kathy cath kitty kasia
cassandra | cassie cass
charlotte | lottie charlie charley lotte lotty
charles charlie charley | chas chuck
chloe khloe cloe
christina christine kristina christie krystyna | chris tina chrissy
christopher krzysztof kristopher | chris topher kit
connor conor conner
daniel danial daniyal | dan danny dani
danielle | dani danni
david dawid davie | dave davey dai
deborah debra | debbie deb
dominic dominik | dom nic
dylan dillon dilan
edward | ed eddie ted teddy ned eddy ward edek
edwin | ed eddie
eleanor elinor | ellie nell nellie elle elena nora ella ellen
elizabeth elisabeth elzbieta | liz lizzie beth betty libby eliza elsie ellie bess lily lisa betsy
elliot elliott eliot eliott
ellie elly eli
emily emilia emilie | em emmy millie milly
emma em emmy
erin eryn
ethan ethen
eva eve | evie
evelyn | evie eve
ewan euan ewen
faisal faysal feisal
fatima fatimah fatema fathima fatma
finley finlay | fin finn
finnegan | finn fin
florence | flo florrie flossie
francesca | fran frankie francis cesca
francis frankie | frank
franklin frankie | frank
frederick fredrick frederic fryderyk | fred freddie freddy
gabriel | gabe
gabriella gabrielle gabriela | gabby ella
george georgie jorge
georgia georgie
georgina georgie | gina
gerald | gerry jerry
geoffrey jeffrey | geoff jeff
grace gracie
graham graeme
gregory gregor grzegorz | greg
habib habeeb
hamza hamzah
hannah hanna
harrison harris | harry
harold | harry hal
henry | harry hal hank
harriet | hattie harry
hassan hasan hassaan
hussain hussein husain hussien hossain husayn hussayn
ibrahim ebrahim ibraheem ebraheem
imogen | immy immie
imran emran
isaac issac izaak | ike zac
isabella isabelle isabel isobel izabella isobelle | izzy bella ella izzie belle
ishaq ishaaq
ismail ismael ismaeel esmail
jack jackie jacky
jackson jaxon jaxson | jack
jacob jakob jakub | jake kuba
jaden jayden jaiden
james | jim jimmy jamie jem
jasmine yasmin jasmin yasmine | jas jazz
jessica | jess jessie
jennifer | jen jenny jenni
jeremy | jez jem
jerome | jerry
john johnny jon jan jonny | jack
jonathan jonathon johnathan | jon jonny johnny
joanna joanne joana | jo
joseph jozef josef | joe joey jo
josephine | jo josie
joshua josh
jude judah
julia julie | jules
julian | jules
juliet julie | jules
kareem karim
katie katy
kayleigh kayley kaylee kayla
kenneth | ken kenny
khadija khadijah kadija khadeeja khadeja
khalid khaled
kieran keiran kieron ciaran
lachlan | lockie
laila layla leila leyla lailah laylah
laura laurie
lauren | laurie
lawrence laurence | larry laurie
leah lea lia
leonard | len lenny leo leon
leonardo | leo
lily lilly lili lillie
lillian lilian | lily lilly
louis lewis luis | louie lou
louise | lou lulu
lucas luke lukas lucasz lukasz | luka
lucy luce lucie lucia
luqman lukman lokman
madeleine madeline madelyn | maddie maddy madison
madison maddison | maddie maddy
magdalena | magda maggie
malaika malayka
margaret malgorzata | maggie meg peggy margie greta megan daisy margo
mariam maryam miriam mariyam meriem
maria marie mary | marysia
martha marta
mason mayson
matilda | tilly tilda mattie tillie
matthew matty mateusz mathew matteo | matt
maximilian maximillian | max
maxwell | max
maxine | max
megan meghan | meg
melissa | mel missy
mia mya miah
michael michal micheal | mike mick mikey micky mickey mikolaj
michelle michele | shelly shell
mohammed muhammad mohammad mohamed muhammed mohamad mohamud mehmet muhamad mahamed | md mohd mo
molly mollie
musa moosa mousa moses
mustafa mostafa mustapha
nabil nabeel
nadia nadja
natasha | tasha nat
nathaniel | nathan nate nat
nathan | nate
natalie natalia | nat
nicholas nicolas mikolaj nikolas | nick nicky nico
nicole nicola | nicky nikki
noah noa
noor nur nour
oliver olivier | ollie olly oli
olivia livia oliwia | liv livvy ollie
oscar oskar | ozzy
omar umar omer umer
osman usman uthman othman ousmane
pamela | pam
patricia | pat trish tricia patsy
patrick patryk | pat paddy
penelope | penny poppy nell
peter pete piotr petr
philip phillip | phil pip
piotr peter
phoebe pheobe phebe
poppy poppie
priya priyah
rachel rachael | rach rae
rahim raheem
rashid rasheed
rebecca rebekah | becky becca bex beck
reece rhys reese rees
richard | rick ricky dick richie rich
riley reilly rylee ryley
robert | rob bob bobby robbie bert
robin robyn | rob
rosemary | rosie rose
rose rosie rosa
rory ruairi ruaridh
rukhsana ruksana rukhsanah roxana
ruqayyah ruqaya rukaya ruqayya
saad sad
safiya safiyah safia sofiya
saira sairah
samantha | sam sammy sami
samuel | sam sammy
samina sameena
sara sarah | sally sadie
scarlett scarlet
sean shaun shawn
sebastian sebastien | seb bas
shahid shaheed
sienna siena
sofia sophia zofia sofie | sophie
sophie sofie sophy
stanley stanislaw | stan
stephanie stephany stefania | steph
stephen steven stefan szczepan | steve stevie
sumaya sumayyah sumaiya sumayya
summer sommer
susan suzanne | sue susie
syed sayed said sayyid syeed
tahir taher
talha talhah
tayyab taib tayab tayyib
theodore | theo ted teddy
theresa teresa | tess tessa terry
thomas tomasz | tom tommy thom
timothy | tim timmy
tobias | toby
tomas | tom
tyler tylor | ty
usama osama
valentina | val tina
victoria wiktoria | vicky tori vic
vincent | vince vinny
violet | vi
waleed walid
walter | wally walt
wasim waseem
wilfred | wilf alfie fred wilfie freddie
william willem | will bill billy liam willy wills
yahya yahia
yaqub yakub jacob yaqoob
yasin yaseen yassin yasseen
youssef yusuf yousuf yousef yosef yusef joseph yousaf yusaf
yunus younis younus younes
yvonne | yvette
zachary zachariah zechariah | zac zach zack zak zakariya
zahra zahraa zahrah zara
zain zayn zane zayne zein
zainab zaynab zeinab zaineb zenab
zakariya zakaria zakariyah | zak zach zac
zeeshan zishan
zoe | zoey zoie
zubair zubayr zubeir
agnieszka | aga
aleksandra | ola
joanna | asia
katarzyna | kasia
malgorzata | gosia
zuzanna susanna | zuzia
"""

_SURNAMES = """
ahmed ahmad achmed ahmet
akhtar akhter aktar akther
ali aly
aziz azeez
begum begam begom
bibi beebee
chaudhry choudhury chowdhury choudhry chaudhary chaudry chaudhury choudry choudary
hassan hasan hasssan
hossain hussain hussein husain hossein husayn
ibrahim ebrahim
iqbal eqbal
islam eslam
jankowski jankowska
kaminski kaminska
kowalski kowalska
lewandowski lewandowska
nowakowski nowakowska
wisniewski wisniewska
wojciechowski wojciechowska
zielinski zielinska
kovacs kovac
khan kahn
mahmood mahmud mehmood mahmoud
malik malick
miah mia mian
mohammed muhammad mohammad mohamed muhammed mohamud mohamad
mirza meerza
nowak novak
osman usman uthman
popescu popesku
qureshi koreshi kureshi quraishi
rahman rehman rahmaan
rashid rasheed
saeed said syed sayed
shaikh sheikh shaykh sheik
siddiqui siddiqi siddique
sidhu siddhu
uddin udin
yusuf yousuf yousaf yousef
zaman zamaan
macdonald mcdonald
mackenzie mckenzie
mclean maclean
davies davis
reid reed read
clark clarke
philips phillips philip
stephenson stevenson
stephens stevens
thomson thompson tomson
hughes hughs
pierce pearce
browne brown
smyth smith smythe
green greene
harding hardinge
matthews mathews
nicholson nicolson
oneil oneill
"""

_LOOKALIKES = """
hassan hussain; hasan husain; hasan hussain; hassan hussein; hassan husain; hasan hussein
jack jake; jack zack; oliver olivia; daniel danielle; joseph josephine; george georgia
louis louise; louie louise; lewis louise; luis luisa; christian christina; christian christine
ali alia; ali aliyah; ella bella; ella ellie
elsie elsa; ella emma; ella elle; emma emily; ellie millie; ellie eddie
hannah anna; hanna anna; sara zara; sarah zara; sarah zahra; sara zahra; maya mia; maya mya
erin eren; aiden jayden; aiden kaiden; jayden kayden; amina amna; amina samina; amna hamna
aisha alisha; isha aisha; isla isha; isla ayla; ayla layla; lila lily; lilah lily; ava eva
eva ava; evie edie; alfie albie; harry barry; harry harvey; henry harvey; theo leo; leo leon
zoe chloe; tyler taylor; karim karam; amir amira; amir samir; samir samira; nadir nadira
karim karima; jamal jamila; jamil jamila; jamil jamal; khalid khalida; rashid rashida
farid farida; said saida; fahad fahid; zaid zain; zayd zayn; zaid zayd; sana sanah; sana hana
hana hanah; aleena aleema; alina alena; iman imran; imaan imran; omar amar; umar amar
umar ammar; omar ammar; anya ania; tia mia; nia mia; maria mariam; maria marian; marina maria
martin martina; marta martin; simon simone; paul paula; carl carla; erik erika; eric erica
stefan stefania; julian juliana; julia julian; juliet julia; adrian adriana; gabriel gabriela
gabriel gabriella; gabriel gabrielle; michael michaela; nicholas nicola; nicolas nicola
denis denise; dennis denise; roman romana; victor victoria; robert roberta; francis frances
jasmine jasmeen; jordan jaden; ryan rhian; bryan ryan; brian ryan; ethan nathan; ethan evan
dylan dillan; mason jason; finlay kinley; logan rogan; aaron darren; mohsin mohsen; asad asaf
amelia emilia; amelie emilie; amelia amelie; emelia emilia; elise eliza; elisa eliza; lara laura
lana lara; nina mina; kara cara; kyle kyla; kai kaia; jude judy; rosie rosa; ruby rudy
arjun arjan; aryan aryana; ayaan aryan; rohan rohin; kiran karan; simran kiran; jaspreet harpreet
manpreet harpreet; gurpreet harpreet; harjot gurjot; jasleen harleen; haris hamza; harun harin
ismail ismat; yasin yasmin; yasir nasir; yasir yasin; nasir nazir; tariq tarik; bilal hilal
"""


def _read(*tables: str) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    spellings: dict[str, set[str]] = {}
    short_forms: dict[str, set[str]] = {}
    for line in "\n".join(table.strip() for table in tables).splitlines():
        full, _, short = line.partition("|")
        head = full.split()[0]
        for name in full.split():
            spellings.setdefault(name, set()).add(head)
        for name in short.split():
            short_forms.setdefault(name, set()).add(head)
    return (
        {name: frozenset(heads) for name, heads in spellings.items()},
        {name: frozenset(heads) for name, heads in short_forms.items()},
    )


SPELLING_OF, SHORT_FORM_OF = _read(_FORENAMES, _SURNAMES)
"""Folded single name to the heads of the families that it spells, or is short for."""

LOOKALIKES = frozenset(
    frozenset(pair.split()) for line in _LOOKALIKES.strip().splitlines() for pair in line.split(";")
)
"""Unordered pairs of different names that look or sound alike."""
