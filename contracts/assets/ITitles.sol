// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @title Titles to goods
/// @notice Documents of title that stand for goods under way, such as an electronic bill of lading: issued once by a
/// carrier, in the control of one holder at any time, passed on as a whole, and given back to the carrier against the goods.
/// The beneficiary is whom the goods are for; the holder is who has the document in hand. Often they are the same.
/// @dev Made with UNCITRAL's Model Law on Electronic Transferable Records in mind: one record is the title (its number is
/// given once and for all), one organisation controls it exclusively (every other caller is refused), and its integrity is
/// that of the ledger. Transfers take two steps; until the receivers have accepted, control stays where it was.
///
/// Who may do what:
/// - an organisation with the logistics capability: issue; as issuer, end or restore what was surrendered;
/// - the beneficiary: nominate who comes after it;
/// - the holder: offer transfers and withdraw them; surrender, if it is the beneficiary too;
/// - whoever a transfer is offered to: accept or reject.
///
/// Roles belong to organisations: any account that may act for one acts on its titles, so a lost key loses no title.
/// Each step takes a remark: the digest of words that the parties keep encrypted elsewhere, or zero.
interface ITitles {
    /// @notice Where a title is in its life.
    enum Stage {
        None,
        Active,
        Surrendered,
        Ended
    }

    /// @notice A title as it stands.
    /// @param issuer The carrier.
    /// @param holder Who controls it.
    /// @param beneficiary Whom the goods are for.
    /// @param nominee Whom the beneficiary wants to come after it; none if nobody is nominated.
    /// @param offeredHolder Who is to be holder; none if no such transfer is offered.
    /// @param offeredBeneficiary Who is to be beneficiary; none if no such transfer is offered.
    /// @param stage Where it is in its life.
    /// @param holderAccepted Whether the offered holder has accepted and the other has not yet.
    /// @param beneficiaryAccepted Whether the offered beneficiary has accepted and the other has not yet.
    struct Title {
        OrgId issuer;
        OrgId holder;
        OrgId beneficiary;
        OrgId nominee;
        OrgId offeredHolder;
        OrgId offeredBeneficiary;
        Stage stage;
        bool holderAccepted;
        bool beneficiaryAccepted;
    }

    /// @notice A carrier issued a title.
    event TitleIssued(
        uint256 indexed titleId,
        OrgId indexed issuer,
        OrgId indexed beneficiary,
        OrgId holder,
        string number,
        bytes32 contentDigest,
        bytes32 documentKey,
        bytes32 remark
    );
    /// @notice The beneficiary nominated who comes after it, or nobody any more.
    event BeneficiaryNominated(uint256 indexed titleId, OrgId indexed nominee, bytes32 remark);
    /// @notice The holder offered a transfer; none stands for a role that stays.
    event TransferOffered(
        uint256 indexed titleId,
        OrgId indexed holder,
        OrgId indexed beneficiary,
        bytes32 remark
    );
    /// @notice One of two receivers accepted; the other has yet to.
    event TransferAgreed(uint256 indexed titleId, OrgId indexed by, bytes32 remark);
    /// @notice A transfer was accepted: these are holder and beneficiary now.
    event TitleTransferred(
        uint256 indexed titleId,
        OrgId indexed holder,
        OrgId indexed beneficiary,
        bytes32 remark
    );
    /// @notice A receiver rejected the transfer; everything stays as it was.
    event TransferRejected(uint256 indexed titleId, OrgId indexed by, bytes32 remark);
    /// @notice The holder withdrew the transfer it had offered.
    event TransferWithdrawn(uint256 indexed titleId, OrgId indexed by, bytes32 remark);
    /// @notice The title was given back to the carrier.
    event TitleSurrendered(uint256 indexed titleId, OrgId indexed by, bytes32 remark);
    /// @notice The carrier took the title back: it has ended.
    event SurrenderAccepted(uint256 indexed titleId, OrgId indexed issuer, bytes32 remark);
    /// @notice The carrier did not take the title back: it is in its holder's hands again.
    event TitleRestored(uint256 indexed titleId, OrgId indexed issuer, bytes32 remark);

    /// @notice The carrier has issued a title of this number before; no number is ever used again.
    /// @custom:remedy `title show` tells what became of it.
    error Titles_AlreadyIssued(uint256 titleId);
    /// @notice A carrier holds no title of its own: it would owe the goods to itself.
    /// @custom:remedy Name other organisations; to give a title back, surrender it.
    error Titles_ToIssuer(OrgId issuer);
    /// @notice The organisation is suspended, expelled or without an identity check that holds.
    /// @custom:remedy `member show` tells; name a member in good standing.
    error Titles_NotInStanding(OrgId orgId);
    /// @notice There is no such title.
    /// @custom:remedy `title list` shows them.
    error Titles_Unknown(uint256 titleId);
    /// @notice The title is not in the stage that this step needs.
    /// @custom:remedy `title show` tells where it is: surrendered ones wait for the carrier, ended ones are over.
    error Titles_WrongStage(uint256 titleId, Stage stage, Stage needed);
    /// @notice Only the holder may do this.
    /// @custom:remedy Sign for the holder; `title show` names it.
    error Titles_NotHolder(uint256 titleId, OrgId caller, OrgId holder);
    /// @notice Only the beneficiary may do this.
    /// @custom:remedy Sign for the beneficiary; `title show` names it.
    error Titles_NotBeneficiary(uint256 titleId, OrgId caller, OrgId beneficiary);
    /// @notice Only the carrier that issued the title may do this.
    /// @custom:remedy Sign for the issuer; `title show` names it.
    error Titles_NotIssuer(uint256 titleId, OrgId caller, OrgId issuer);
    /// @notice The organisation has that role already, or no role would change.
    /// @custom:remedy Name another organisation.
    error Titles_NothingToTransfer(uint256 titleId, OrgId orgId);
    /// @notice A holder that is not the beneficiary makes only the nominee of the beneficiary its successor.
    /// @custom:remedy Have the beneficiary nominate it (`title nominate`).
    error Titles_NotNominated(uint256 titleId, OrgId offered, OrgId nominee);
    /// @notice A transfer is offered already.
    /// @custom:remedy Wait for the answer, or withdraw it.
    error Titles_TransferOffered(uint256 titleId, OrgId holder, OrgId beneficiary);
    /// @notice No transfer is offered.
    /// @custom:remedy `title show` tells whether one is.
    error Titles_NoTransferOffered(uint256 titleId);
    /// @notice The transfer is not offered to this organisation, or it has accepted already.
    /// @custom:remedy Sign for the one it is offered to; `title show` names it.
    error Titles_NotReceiver(uint256 titleId, OrgId caller);

    /// @notice Issues a title. Any account of an organisation with the logistics capability.
    /// @param number Number of the document in normal form, see `IClaimRegistry`; each carrier uses it once.
    /// @param holder Who controls it first; not the issuer.
    /// @param beneficiary Whom the goods are for; not the issuer.
    /// @param contentDigest Digest of the document.
    /// @return titleId Numbers the title: 1, 2, 3 …
    function issue(
        string calldata number,
        OrgId holder,
        OrgId beneficiary,
        bytes32 contentDigest,
        bytes32 remark
    ) external returns (uint256 titleId);

    /// @notice Names who is to be the next beneficiary; none takes a nomination back. The beneficiary.
    function nominate(uint256 titleId, OrgId nominee, bytes32 remark) external;

    /// @notice Offers the document to another holder. The holder.
    function transferHolder(uint256 titleId, OrgId holder, bytes32 remark) external;

    /// @notice Offers the goods to another beneficiary: any, if the holder is the beneficiary, otherwise the nominee.
    /// The holder.
    function transferBeneficiary(uint256 titleId, OrgId beneficiary, bytes32 remark) external;

    /// @notice Offers both at once; nothing changes until both have accepted. The holder.
    function transferOwners(uint256 titleId, OrgId holder, OrgId beneficiary, bytes32 remark) external;

    /// @notice Accepts what is offered. Whoever it is offered to; of two, the second one's word makes the transfer.
    function accept(uint256 titleId, bytes32 remark) external;

    /// @notice Rejects what is offered, for both if there are two. Whoever it is offered to.
    function reject(uint256 titleId, bytes32 remark) external;

    /// @notice Takes an offered transfer back. The holder.
    function withdraw(uint256 titleId, bytes32 remark) external;

    /// @notice Gives the title back to the carrier. The holder, if it is the beneficiary too.
    function surrender(uint256 titleId, bytes32 remark) external;

    /// @notice Takes a surrendered title back, which ends it. The issuer.
    function acceptSurrender(uint256 titleId, bytes32 remark) external;

    /// @notice Returns a surrendered title to its holder. The issuer.
    function restore(uint256 titleId, bytes32 remark) external;

    /// @notice A title; reverts when there is none.
    function titleOf(uint256 titleId) external view returns (Title memory);

    /// @notice The title that a carrier issued under a number; zero if none.
    function titleByNumber(OrgId issuer, string calldata number) external view returns (uint256 titleId);

    /// @notice How many titles were issued.
    function titleCount() external view returns (uint256);
}
