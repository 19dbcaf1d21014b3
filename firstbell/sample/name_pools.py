"""Pools of names for the sample borough, by community, the commonest first.

Written by hand. Forenames and surnames are put together at random, so that nobody who exists is
meant. Only names and their variants stand here; how people are called is in `names`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pool:
    """The names of one community; `women` are surnames that only its girls and women carry."""

    share: float
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    surnames: tuple[str, ...]
    women: tuple[str, ...] = ()
    language: str = ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


ENGLISH = Pool(
    0.56,
    _words(
        "Olivia Amelia Isla Ava Lily Freya Florence Ivy Willow Isabella Evie Mia Poppy Elsie Daisy"
        " Grace Sienna Sophie Charlotte Rosie Emily Phoebe Harper Millie Matilda Ella Ruby Evelyn"
        " Maisie Alice Eva Bonnie Ada Harriet Chloe Lottie Penelope Jessica Erin Robyn Eleanor"
        " Lucy Megan Holly Abigail Katherine Elizabeth Hannah Imogen Zara Heidi Nancy Martha"
        " Lola Georgia Bethany Lauren Skye Tilly Darcey Lacey Summer Faith Amber Jasmine Rebecca"
        " Natalie Victoria Alexandra Margaret Samantha Leah Keira Paige Eliza Orla Mabel Esme"
    ),
    _words(
        "Oliver George Arthur Noah Leo Harry Oscar Archie Jack Freddie Theo Charlie Henry Alfie"
        " Jacob Thomas Finley Arlo William Lucas Roman Tommy Isaac Teddy Alexander James Edward"
        " Joshua Albie Elijah Max Hunter Logan Benjamin Mason Harrison Louie Reuben Samuel Jude"
        " Ethan Daniel Joseph Toby Riley Sebastian Luca Bobby Ronnie Frankie Rory Matthew Ralph"
        " Ellis Caleb Hugo Dexter Zachary Nathan Stanley Connor Kai Callum Jayden Liam Robert"
        " Michael Christopher Anthony Nicholas Dominic Patrick Stephen Kyle Reece Bradley Ollie"
    ),
    _words(
        "Smith Jones Taylor Brown Wilson Johnson Davies Robinson Wright Thompson White Walker"
        " Hughes Green Hall Wood Harris Lewis Martin Jackson Clarke Clark Turner Hill Cooper"
        " Scott Moore Ward Watson Morris Harrison Morgan Baker Patterson Young Allen King Lee"
        " Mitchell Anderson Phillips James Campbell Bell Kelly Parker Bennett Cook Shaw Marshall"
        " Collins Richardson Cox Bailey Gray Griffiths Murphy Miller Adams Mills Palmer Chapman"
        " Webb Rogers Hunt Holmes Mason Matthews Knight Barnes Butler Russell Stevens Fisher"
        " Jenkins Dixon Fletcher Pearson Graham Simpson Reynolds Ellis Harvey Foster Payne Barker"
        " Howard Ford Powell Day Brooks Elliott Spencer Saunders Stone Hawkins Dunn Perry Lawson"
        " Stephenson Stevenson Thomson Read Reid Catherall Whitaker Whittaker Philips Hewitt"
    ),
)
WELSH = Pool(
    0.04,
    _words("Cadi Ffion Seren Mali Nia Carys Efa Lowri Megan Elin Bethan Gwenllian Cerys Angharad"),
    _words("Osian Macsen Rhys Dylan Ioan Gethin Llew Iwan Owain Tomos Gruffydd Emyr Caio Ifan"),
    _words("Evans Williams Roberts Thomas Lloyd Pugh Bevan Prosser Gwynne Llewellyn Rees Meredith"),
    language="Welsh",
)
POLISH = Pool(
    0.06,
    _words(
        "Zuzanna Julia Maja Zofia Hanna Lena Alicja Oliwia Wiktoria Katarzyna Aleksandra Małgorzata"
        " Magdalena Natalia Karolina Gabriela Emilia Weronika Joanna Agnieszka"
    ),
    _words(
        "Jakub Antoni Szymon Filip Kacper Michał Mateusz Wojciech Adam Bartosz Stanisław Piotr"
        " Krzysztof Łukasz Tomasz Aleksander Oskar Igor Dawid Kamil"
    ),
    _words(
        "Nowak Kowalczyk Wójcik Kaczmarek Mazur Krawczyk Piotrowski Grabowski Zieliński Szymański"
        " Dąbrowski Woźniak Jankowski Wojciechowski Kwiatkowski Król Wieczorek Jabłoński Wróbel"
    ),
    language="Polish",
)
ROMANIAN = Pool(
    0.04,
    _words("Andreea Maria Ioana Elena Alexandra Daria Sofia Ștefania Bianca Denisa Mihaela Raluca"),
    _words("Andrei Alexandru David Matei Ștefan Ionuț Gabriel Mihai Cristian Luca Răzvan Darius"),
    _words(
        "Popa Ionescu Popescu Radu Dumitru Stan Stoica Gheorghe Rusu Munteanu Matei Constantin"
        " Șerban Lungu Dobre Barbu Moldovan Ciobanu Țurcanu"
    ),
    language="Romanian",
)
PUNJABI_URDU = Pool(
    0.09,
    _words(
        "Fatima Aisha Zainab Maryam Hafsa Khadija Amina Iqra Sana Noor Zara Sumaiya Hira Mahnoor"
        " Areeba Anaya Laiba Saira Nadia Rabia Kiran Safa Inaya Bushra"
    ),
    _words(
        "Muhammad Mohammed Ali Hamza Ibrahim Yusuf Ahmed Bilal Usman Hassan Zain Umar Ismail Adam"
        " Haroon Abdullah Imran Faisal Rayyan Mustafa Saad Shahzaib Khalid Tariq"
    ),
    _words(
        "Khan Hussain Ahmed Ali Malik Shah Mahmood Iqbal Akhtar Hussein Mirza Qureshi Aslam Raza"
        " Chaudhry Butt Sheikh Rehman Siddiqui Javed Anwar Bashir Rafiq"
    ),
    women=_words("Bibi Begum Akhtar Kauser Parveen"),
    language="Urdu",
)
SIKH = Pool(
    0.03,
    _words("Simran Jasleen Harleen Gurpreet Manpreet Kiran Amrit Jasmeen Navneet Prabhjot Ravneet"),
    _words("Arjan Gurdeep Harjit Jasdeep Karan Manjit Ranveer Sukhdeep Tejveer Amarjit Balraj"),
    _words("Sandhu Gill Dhillon Sidhu Grewal Bains Sahota Uppal Johal Mann Singh Virk Dhaliwal"),
    women=_words("Kaur"),
    language="Punjabi",
)
BENGALI = Pool(
    0.05,
    _words("Nusrat Tasnim Sadia Fariha Anika Jannat Rahima Sumaya Tahmina Nabila Mim Ayesha Lamia"),
    _words("Mohammed Tanvir Rahim Sakib Nayeem Abdul Shahid Farhan Mahir Rafi Imran Zakir Arif"),
    _words("Miah Uddin Rahman Islam Hoque Ali Ahmed Chowdhury Alam Hossain Choudhury Khan Sarkar"),
    women=_words("Begum Khatun Akter Sultana Khanom"),
    language="Bengali (Sylheti)",
)
ARABIC = Pool(
    0.04,
    _words("Mariam Layla Noor Sara Yasmin Huda Salma Rania Hala Rim Amal Dina Zeinab Farah Lina"),
    _words("Omar Youssef Mohamed Khaled Karim Ahmad Hassan Tarek Samir Anas Mahmoud Ziad Sami"),
    _words(
        "Al-Hamadi El-Sayed Haddad Mansour Saleh Nasser Khalil Hamdan Al-Najjar Ibrahim Darwish"
        " Mustafa Abdallah Yousef Qasim El-Masri"
    ),
    language="Arabic",
)
SOMALI = Pool(
    0.03,
    _words("Hodan Ayaan Fadumo Sahra Ifrah Hamdi Nasra Sagal Idil Hibo Khadra Muna Ubah Deqa"),
    _words(
        "Abdirahman Mohamed Liban Ahmed Yusuf Abdullahi Hassan Mahad Bile Zakariye Khalid Guled"
    ),
    _words("Mohamed Ali Abdi Hassan Ahmed Warsame Farah Jama Osman Nur Hersi Dirie Aden Omar Isse"),
    language="Somali",
)
YORUBA = Pool(
    0.04,
    _words(
        "Temitope Ayomide Folasade Oluwaseun Titilayo Damilola Yewande Morenike Ifeoluwa Bisola"
    ),
    _words("Ayodeji Babatunde Oluwaseyi Olumide Kayode Tobiloba Adewale Femi Segun Tunde Ireoluwa"),
    _words(
        "Adebayo Ogunleye Afolabi Adeyemi Olatunji Bakare Oyelaran Akinola Fashola Ogundipe Alabi"
        " Oladipo Adeleke Sowande"
    ),
    language="Yoruba",
)
CHINESE = Pool(
    0.02,
    _words("Xinyi Mei Yuxuan Jiayi Li_Na Siyu Ruoxi Hui_Min Ka_Yan Wing_Sze Yi_Ting Xiao_Ling"),
    _words("Haoran Wei Zihao Jun Yichen Ming Chun_Hei Ka_Ho Tsz_Kit Bo_Wen Zhi_Hao Jia_Wei"),
    _words("Chen Li Wang Zhang Liu Chan Cheung Wong Lau Leung Ng Lin Huang Ho Yang Tsang"),
    language="Cantonese",
)
POOLS = {
    "english": ENGLISH,
    "welsh": WELSH,
    "polish": POLISH,
    "romanian": ROMANIAN,
    "punjabi-urdu": PUNJABI_URDU,
    "sikh": SIKH,
    "bengali": BENGALI,
    "arabic": ARABIC,
    "somali": SOMALI,
    "yoruba": YORUBA,
    "chinese": CHINESE,
}
"""By the name of the community; `share` is its part of the families."""

RARE_BEGINNINGS = _words(
    "Brack Thistle Marl Hather Quen Ormer Fallow Sedge Winter Hollin Carr Dunner Elver Fen Garth"
    " Haver Kestre Lamber Mickle Nether Otter Pender Raven Skel Tarn Under Wether Yarrow Ashen"
    " Birken Copper Dray Ever Frith Grim Hazel Ingle Juni Kirken Lang Mossen Norter"
)
RARE_ENDINGS = _words(
    "wick thwaite field by combe ley worth ridge stead more gate hurst ford dale shaw man wright"
    " burn well sall"
)
"""Beginnings and endings that make the long tail of surnames, of which each family has its own."""

SPELLINGS = (
    _words("Muhammad Mohammed Mohammad Mohamed Muhammed Mohamad"),
    _words("Ahmed Ahmad Ahmet Achmed"),
    _words("Hussain Hussein Husain Hussian Hossain"),
    _words("Chowdhury Choudhury Chaudhry Choudhry Chaudhary Chowdhary"),
    _words("Yusuf Yousuf Yusef Youssef Yousef Yousaf"),
    _words("Fatima Fatimah Fathima Fatema"),
    _words("Aisha Ayesha Aysha Aishah"),
    _words("Zainab Zaynab Zeinab Zainub"),
    _words("Maryam Mariam Mariyam Meriam"),
    _words("Ibrahim Ebrahim Ibraheem Ibrahem"),
    _words("Abdullah Abdallah Abdulla Abdullahi"),
    _words("Khadija Khadijah Khadeeja Hadija"),
    _words("Usman Osman Uthman Othman"),
    _words("Umar Omar Umer Omer"),
    _words("Hassan Hasan Hassen"),
    _words("Rahman Rehman Rahmann Raman"),
    _words("Ali Aly Alli"),
    _words("Hamza Hamzah Hamzeh"),
    _words("Bilal Belal Billal"),
    _words("Khalid Khaled Kalid"),
    _words("Saleh Salih Salah"),
    _words("Begum Begom Begam"),
    _words("Akhtar Akter Akther Aktar"),
    _words("Khatun Khatoon Katun"),
    _words("Uddin Udin Ud-Din"),
    _words("Miah Mia Meah"),
    _words("Islam Eslam Islaam"),
    _words("Hoque Haque Hoq Haq"),
    _words("Malik Mallik Malick"),
    _words("Sheikh Shaikh Sheik Shaik"),
    _words("Qureshi Quraishi Koreshi"),
    _words("Mahmood Mahmud Mehmood Mahmoud"),
    _words("Yasmin Yasmeen Jasmin"),
    _words("Noor Nur Nour"),
    _words("Sumaiya Sumaya Sumayya"),
    _words("Simran Simren Simrun"),
    _words("Gurpreet Gurprit Gurpret"),
    _words("Abdirahman Abdurahman Abdul-Rahman Abdirahmaan"),
    _words("Fadumo Faduma Fatuma"),
    _words("Warsame Warsama Warsam"),
    _words("Jama Jaamac Jamaa"),
    _words("Zuzanna Zuzana Susanna"),
    _words("Wójcik Wojcik Wojick"),
    _words("Michał Michal Mihal"),
    _words("Łukasz Lukasz Lucasz"),
    _words("Zieliński Zielinski Zelinski"),
    _words("Ștefan Stefan Stephan"),
    _words("Țurcanu Turcanu Turkanu"),
    _words("Ionuț Ionut Yonut"),
    _words("Oluwaseun Oluseun Oluwasheun"),
    _words("Adebayo Adebajo Adebyo"),
    _words("Chen Chan Cheng"),
    _words("Wang Wong Weng"),
    _words("Xinyi Xin-Yi Shinyi"),
    _words("Zhang Cheung Chang Jang"),
)
"""Spellings of one name, carried over from another script or losing its marks."""

SOUNDALIKES = (
    _words("Isla Iyla Eila"),
    _words("Freya Freyja Frea"),
    _words("Sophie Sofie Sophy"),
    _words("Sienna Siena Ciena"),
    _words("Evie Evee Eavie"),
    _words("Maisie Maisy Maizie"),
    _words("Phoebe Pheobe Feebee"),
    _words("Chloe Cloe Khloe"),
    _words("Lily Lilly Lillie"),
    _words("Katherine Catherine Kathryn Katharine"),
    _words("Jessica Jesica Jessika"),
    _words("Hannah Hanna Hana"),
    _words("Zachary Zackary Zachery"),
    _words("Finley Finlay Findlay"),
    _words("Harrison Harison Harryson"),
    _words("Connor Conor Conner"),
    _words("Callum Calum Kallum"),
    _words("Jayden Jaydon Jaiden"),
    _words("Reece Rhys Rees"),
    _words("Stephen Steven Stefan"),
    _words("Nicholas Nicolas Nickolas"),
    _words("Louie Louis Lewie"),
    _words("Rebecca Rebekah Rebeca"),
    _words("Eleanor Elinor Eleanore"),
    _words("Thompson Thomson Tompson"),
    _words("Clarke Clark Clerk"),
    _words("Stevens Stephens Stevans"),
    _words("Stephenson Stevenson Steffenson"),
    _words("Davies Davis Davys"),
    _words("Read Reid Reed"),
    _words("Phillips Philips Phillipps"),
    _words("Whitaker Whittaker Witaker"),
    _words("Taylor Tayler Tailor"),
    _words("Elliott Elliot Eliot"),
    _words("Moore More Moor"),
    _words("Gray Grey Graye"),
    _words("Bailey Bayley Baillie"),
    _words("Ffion Fion Fionn"),
    _words("Lloyd Loyd Floyd"),
    _words("Llewellyn Llewelyn Lewellin"),
)
"""Spellings that sound the same in English."""

NICKNAMES = {
    "Katherine": ("Katie", "Kate", "Kat"),
    "Elizabeth": ("Lizzie", "Beth", "Ellie"),
    "Isabella": ("Bella", "Izzy"),
    "Charlotte": ("Lottie", "Charlie"),
    "Olivia": ("Liv", "Livvy"),
    "Amelia": ("Millie", "Mia"),
    "Abigail": ("Abbie",),
    "Rebecca": ("Becky", "Bex"),
    "Bethany": ("Beth",),
    "Eleanor": ("Ellie", "Nell"),
    "Jessica": ("Jess",),
    "Margaret": ("Maggie", "Meg"),
    "Samantha": ("Sam",),
    "Victoria": ("Vicky", "Tori"),
    "Alexandra": ("Alex", "Lexi"),
    "Matilda": ("Tilly",),
    "Penelope": ("Penny",),
    "Georgia": ("Georgie",),
    "Harriet": ("Hattie",),
    "Florence": ("Flo", "Florrie"),
    "Evelyn": ("Evie",),
    "Natalie": ("Nat",),
    "Oliver": ("Ollie",),
    "Alexander": ("Alex", "Xander"),
    "William": ("Will", "Billy"),
    "Thomas": ("Tom", "Tommy"),
    "Joshua": ("Josh",),
    "Benjamin": ("Ben", "Benji"),
    "Samuel": ("Sam",),
    "Daniel": ("Danny", "Dan"),
    "Joseph": ("Joe", "Joey"),
    "Edward": ("Ted", "Eddie"),
    "Henry": ("Harry",),
    "Arthur": ("Art", "Artie"),
    "Frederick": ("Freddie",),
    "Michael": ("Mikey", "Mike"),
    "Christopher": ("Chris",),
    "Anthony": ("Tony",),
    "Nicholas": ("Nick",),
    "Robert": ("Bobby", "Rob"),
    "Matthew": ("Matt",),
    "Zachary": ("Zac",),
    "Sebastian": ("Seb",),
    "Jacob": ("Jake",),
    "Nathan": ("Nate",),
    "Harrison": ("Harry",),
    "Reuben": ("Reub",),
    "Katarzyna": ("Kasia",),
    "Aleksandra": ("Ola",),
    "Małgorzata": ("Gosia",),
    "Magdalena": ("Magda",),
    "Zofia": ("Zosia",),
    "Wiktoria": ("Wika",),
    "Joanna": ("Asia",),
    "Jakub": ("Kuba",),
    "Stanisław": ("Staś",),
    "Krzysztof": ("Krzysiek", "Chris"),
    "Aleksander": ("Olek",),
    "Tomasz": ("Tomek",),
    "Alexandru": ("Alex",),
    "Andreea": ("Andra",),
    "Ionuț": ("Nelu",),
    "Gabriel": ("Gabi",),
    "Abdirahman": ("Abdi",),
    "Abdullahi": ("Abdi",),
    "Abdullah": ("Abdi",),
    "Oluwaseun": ("Seun",),
    "Oluwaseyi": ("Seyi",),
    "Temitope": ("Temi",),
    "Ayomide": ("Ayo",),
    "Damilola": ("Dami",),
    "Folasade": ("Sade",),
    "Babatunde": ("Tunde",),
    "Tobiloba": ("Tobi",),
    "Adewale": ("Wale",),
    "Gwenllian": ("Gwen",),
    "Gruffydd": ("Griff",),
    "Angharad": ("Harri",),
    "Mohammed": ("Mo",),
    "Muhammad": ("Mo",),
    "Khadija": ("Dija",),
    "Simran": ("Simi",),
    "Manpreet": ("Mani",),
}
"""What people call a child of that name."""
